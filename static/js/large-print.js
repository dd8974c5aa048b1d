/* Larger letters on every page, once asked for. Without this script the box is good for its page.
   It runs before anything is drawn, so that nothing moves afterwards. */
(() => {
  const NAME = "large-print";
  const asked = () => {
    try {
      return localStorage.getItem(NAME) === "yes";
    } catch {
      return false; // a browser that keeps nothing
    }
  };
  const root = document.documentElement;
  root.toggleAttribute("data-large-print", asked());
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById(NAME);
    if (!box) return;
    box.checked = asked();
    box.addEventListener("change", () => {
      root.toggleAttribute("data-large-print", box.checked);
      try {
        localStorage.setItem(NAME, box.checked ? "yes" : "no");
      } catch {
        // It holds for this page.
      }
    });
  });
})();
