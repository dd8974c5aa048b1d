// The address of a row: one small link, which goes along with the pointer and with the arrow keys.
// Without this script rows have their addresses all the same (#r12, and cells #r12c3).
const sheet = document.querySelector(".table-page .sheet");
const words = document.getElementById("row-link-words")?.dataset;

if (sheet && words) {
  const link = document.createElement("a");
  link.className = "row-link";
  link.textContent = "#";
  // The table is in the language of its body, the link's name in that of the page.
  link.lang = document.documentElement.lang;
  const rows = [...sheet.querySelectorAll("tbody tr[id]")];

  const put = (row) => {
    const first = row?.querySelector("th, td");
    if (!first || link.parentElement === first) return;
    const focused = document.activeElement === link;
    link.href = `#${row.id}`;
    const name = words.row.replace("{n}", row.id.slice(1));
    link.setAttribute("aria-label", name);
    link.title = name;
    first.prepend(link);
    if (focused) link.focus();
  };

  // A finger has no pointer that passes over rows: it touches the one that it means.
  sheet.addEventListener("pointerover", (event) => put(event.target.closest("tbody tr[id]")));
  sheet.addEventListener("click", (event) => put(event.target.closest("tbody tr[id]")));

  link.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    put(rows[rows.indexOf(link.closest("tr")) + step]);
  });

  // It stays a link. Where a page may write to the clipboard, the whole address is there at once.
  link.addEventListener("click", () => {
    navigator.clipboard?.writeText(link.href).then(
      () => {
        link.textContent = words.copied;
        setTimeout(() => {
          link.textContent = "#";
        }, 1500);
      },
      () => {},
    );
  });

  const named = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    put(target?.closest?.(".sheet tbody tr[id]"));
  };
  window.addEventListener("hashchange", named);
  named();
  if (!link.parentElement) put(rows[0]);
}
