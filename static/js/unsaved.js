// A form marked data-warn-unsaved asks before what was typed into it is lost.
for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  let unsaved = false;
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
