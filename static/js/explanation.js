// The selected figure of an explanation: marked in the text, told to screen readers, closed by
// Escape. Without this script the links alone show what a figure is.
const chosen = document.getElementById("chosen");

function select() {
  const name = location.hash.startsWith("#k") ? location.hash.slice(2) : null;
  const figure = name && document.getElementById(`a${name}`);
  document.querySelector("a.figure[aria-current]")?.removeAttribute("aria-current");
  const item = name && document.getElementById(`k${name}`);
  if (!item) return null;
  figure?.setAttribute("aria-current", "true");
  item.focus({ preventScroll: true });
  return figure;
}

if (chosen) {
  // Following the link would scroll the text away where the facts stand below it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.figure[href^='#k']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { scrollX, scrollY } = window;
    location.hash = link.hash;
    window.scrollTo(scrollX, scrollY);
  });
  document.addEventListener("keydown", (event) => {
    const item = event.key === "Escape" && chosen.querySelector("article:target");
    if (item) location.hash = item.querySelector(".back a").hash;
  });
  window.addEventListener("hashchange", select);
  // A page that begins at a figure, as after putting it right, shows its place in the text.
  select()?.scrollIntoView({ block: "center" });
}
