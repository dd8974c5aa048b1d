// The clipboard's HTML tells merged and wrapped cells that its text does not: it goes along in a
// field of its own. A paste leads straight to what was read from it.
const MOST = 1_200_000;

for (const box of document.querySelectorAll("textarea[data-paste]")) {
  const form = box.form;
  const markup = form.querySelector("[data-paste-markup]");
  box.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trim() && !html) return;
    event.preventDefault();
    // What is too long for a form is pasted as its text alone.
    markup.value = /<table/i.test(html) && html.length <= MOST ? html : "";
    box.value = text;
    form.requestSubmit();
  });
  // What is typed afterwards is not what the HTML says.
  box.addEventListener("input", () => { markup.value = ""; });
}
