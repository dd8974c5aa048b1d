// The frame of the grid before any cell is in it: widths of columns, letters above the table's own
// header, and which labels stay in sight.
const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/;
const NUMBER = 3.25; // the width of the rows' numbers, in ems
const NARROW = 640;
const FIGURES = new Set(["amount", "rate", "number", "unknown"]);
const FIGURE = /^[-−(]?[\d,]+(?:\.\d+)?[)%]?$/;

export const element = (name, given = {}) => Object.assign(document.createElement(name), given);

// How wide a text is, in ems of the cells.
const breadth = (text) => {
  let ems = 0;
  for (const one of text) ems += HAN.test(one) ? 1 : 0.6;
  return ems;
};

export const layOut = ({ table, given, model, say }) => {
  const frame = table.closest(".cells-frame");
  const { columns } = given;
  const heads = table.tHead.rows.length;
  const letters = [];
  const stuck = new Set();
  const lefts = new Map();
  const narrow = frame.clientWidth < NARROW;

  // Columns of figures, whether they are read as such or are words that happen to be figures only.
  const figured = new Set(columns.flatMap(({ kind }, column) => {
    if (kind === "label") return [];
    const texts = model.keys.map((key) => model.held(key, column)).filter(Boolean);
    return FIGURES.has(kind) || (texts.length && texts.every((text) => FIGURE.test(text))) ? [column] : [];
  }));

  const widthOf = (column) => {
    const { name } = columns[column];
    const figures = figured.has(column);
    let most = Math.min(breadth(name.split(" / ").at(-1)), figures ? 8 : 6);
    const step = Math.max(1, Math.floor(model.keys.length / 200));
    for (let at = 0; at < model.keys.length; at += step) {
      for (const line of model.held(model.keys[at], column).split("\n")) most = Math.max(most, breadth(line));
    }
    const least = figures ? 6.5 : 4;
    // Room for the padding, and beside figures for a mark.
    most += figures ? 2.5 : 1.5;
    return Math.min(Math.max(most, least), columns[column].stick ? (narrow ? 8 : 17) : figures ? 15 : 20);
  };

  // Labels stay in sight as far as they leave more than half of the room to the figures; the nearest
  // to the figures first, which is the name.
  const stay = (widths) => {
    const em = parseFloat(getComputedStyle(table).fontSize);
    let left = (frame.clientWidth / em) * (narrow ? 0.48 : 0.42) - NUMBER;
    for (let column = columns.length - 1; column >= 0; column -= 1) {
      if (!columns[column].stick) continue;
      left -= widths[column];
      if (left < 0) break;
      stuck.add(column);
    }
  };

  const build = () => {
    for (const extra of table.querySelectorAll("colgroup, [data-plain]")) extra.remove();
    const group = element("colgroup");
    const widths = columns.map((_, column) => widthOf(column));
    stay(widths);
    let left = NUMBER;
    for (const [at, width] of [NUMBER, ...widths].entries()) {
      const col = element("col");
      col.style.width = `${width}em`;
      group.append(col);
      if (at && stuck.has(at - 1)) {
        lefts.set(at - 1, left);
        left += width;
      }
    }
    table.prepend(group);
    table.style.width = `${NUMBER + widths.reduce((all, one) => all + one, 0)}em`;
    const top = table.tHead.insertRow(0);
    top.className = "letters";
    const corner = element("td", { className: "corner" });
    const all = element("button", { type: "button", tabIndex: -1, title: say("everything") });
    all.setAttribute("aria-label", say("everything"));
    corner.append(all);
    top.append(corner);
    columns.forEach((column, at) => {
      const head = Object.assign(bare("th", at), { scope: "col", textContent: column.letters });
      head.dataset.letter = at;
      head.title = column.name;
      head.setAttribute("aria-label", `${column.letters} ${column.name}`);
      letters.push(head);
      top.append(head);
    });
    // The table's own header goes on beside the numbers of the rows.
    if (heads) {
      const beside = element("td", { className: "corner", rowSpan: heads });
      table.tHead.rows[1].prepend(beside);
    }
    for (const head of table.tHead.querySelectorAll("tr:not(.letters) > *")) {
      head.classList.remove("stick");
      if (head.dataset.column && head.colSpan === 1 && stuck.has(Number(head.dataset.column))) hold(head, Number(head.dataset.column));
    }
  };

  const lookOf = (column) => {
    const figure = figured.has(column) ? "figure" : "";
    return `${figure} ${stuck.has(column) ? "stick" : ""}`.trim();
  };
  const hold = (at, column) => {
    at.classList.add("stick");
    at.style.left = `${lefts.get(column)}em`;
  };
  // A cell of a column, before it says anything.
  const bare = (name, column) => {
    const at = element(name, { className: lookOf(column) });
    if (stuck.has(column)) hold(at, column);
    return at;
  };

  build();
  return { frame, heads, letters, bare, stuck };
};
