// The bar below the grid: what is wrong with the active cell and what would be right, the way to the
// other cell, what is wrong in all of the table and elsewhere, and from one mark to the next.
const element = (name, given = {}, ...children) => {
  const made = Object.assign(document.createElement(name), given);
  made.append(...children);
  return made;
};

const MARKS = { error: "✗", warning: "!", rounding: "≈", problem: "▲", unknown: "?" };
const COUNTED = [["error", "errors"], ["warning", "warnings"], ["rounding", "roundings"], ["unknown", "unknowns"]];

export const createFindings = ({ bar, given, model, cursor, editor, fix, tell, say }) => {
  const here = bar.querySelector("[data-part=here]");
  const counts = bar.querySelector("[data-part=counts]");
  const elsewhere = bar.querySelector("[data-part=elsewhere]");
  const history = bar.querySelector("[data-part=history]");
  let shown = "";

  const sign = (kind) => element("span", { className: `mark ${kind}`, textContent: `${MARKS[kind] ?? "!"} ${say(kind)}` });

  const link = (one) => {
    const text = say("other_cell", { table: one.table === given.table ? "" : one.code, cell: one.cell ?? "" }).trim();
    if (one.table === given.table && one.key != null && one.column != null) {
      const jump = element("button", { type: "button", className: "jump", textContent: text });
      jump.addEventListener("click", () => {
        cursor.go({ key: one.key, column: one.column });
        editor.focus();
      });
      return jump;
    }
    return one.address ? element("a", { href: one.address, textContent: text }) : element("span", { textContent: text });
  };

  const line = (one) => {
    const item = element("li", { className: one.severity }, sign(one.severity), " ", element("span", { className: "message", textContent: one.message }));
    // Where it is not told which of two is right, the message says both.
    if (one.expected && one.fix != null) item.append(" ", element("span", { className: "expected", textContent: say("expected", { text: one.expected }) }));
    for (const other of one.against ?? []) item.append(" ", link(other));
    if (one.more) item.append(" ", say("more", { n: one.more }));
    if (one.explanation) item.append(" ", element("span", { className: "explanation", textContent: say("explained", { text: one.explanation }) }));
    if (one.fix != null) {
      const take = element("button", { type: "button", className: "button small take", textContent: say("take", { text: one.fix || say("blank") }) });
      take.addEventListener("click", () => {
        fix(one);
        tell(say("taken", { text: one.fix || say("blank") }));
        editor.focus();
      });
      item.append(" ", take);
    }
    return item;
  };

  // What is said of a whole column or of the table stands at each cell of it.
  const whose = ({ key, column }) => {
    if (key != null) return "";
    return column == null ? say("whole_table") : say("whole_column", { letters: given.columns[column].letters });
  };
  const named = (one, item) => {
    const name = whose(one);
    if (name) item.prepend(element("strong", { textContent: name }), " ");
    return item;
  };

  const unread = ({ why, address }) => {
    const item = element("li", { className: "unknown" }, sign("unknown"), " ", element("span", { textContent: why }));
    if (address) item.append(" ", element("a", { href: address, textContent: say("what_is_this") }));
    return item;
  };

  const over = (column) => (one) => one.key == null && (one.column == null || one.column === column);
  const said = ({ key, column }) => ({
    found: [...model.findingsAt(key, column), ...model.findings.filter(over(column))],
    unknown: [model.unknownAt(key, column), ...[...model.unknown.values()].filter(over(column))].filter(Boolean),
  });
  const at = ({ found, unknown }) => [
    ...found.map((one) => named(one, line(one))),
    ...unknown.map((one) => named(one, unread(one))),
  ];

  // The active cell's own; told to whoever does not see it once it is another cell's.
  const follow = () => {
    const spot = cursor.active;
    if (history) {
      history.hidden = !spot;
      if (spot) history.search = new URLSearchParams({ table: given.table, ...spot });
    }
    const told = spot && said(spot);
    // Other cells of the same column or table say the same: it is shown, and not read out, again.
    const key = JSON.stringify([told]);
    if (key === shown) return;
    shown = key;
    const items = told ? at(told) : [];
    here.replaceChildren(...items);
    here.hidden = !items.length;
    if (items.length) tell(items.map((item) => item.textContent.trim()).join(" "));
  };

  const count = (others) => {
    const all = new Map();
    // What the correction of another settles too is marked, and not counted once more.
    for (const { severity } of model.findings.filter(({ leads }) => leads)) {
      const kind = severity === "problem" ? "error" : severity;
      all.set(kind, (all.get(kind) ?? 0) + 1);
    }
    if (model.unknown.size) all.set("unknown", model.unknown.size);
    const told = COUNTED.filter(([kind]) => all.get(kind)).map(([kind, word]) =>
      element("span", { className: `count-of ${kind}`, textContent: `${MARKS[kind]} ${say(word, { n: all.get(kind) })}` }));
    counts.replaceChildren(...(told.length || model.findings.length ? told : [element("span", { className: "fine", textContent: `✓ ${say("fine")}` })]));
    for (const button of document.querySelectorAll("[data-do=next-finding], [data-do=previous-finding]")) button.disabled = !places().length;
    if (others) {
      elsewhere.replaceChildren(...others.map((one) =>
        element("li", {}, element("a", { href: one.address, textContent: say("elsewhere", { table: one.code || one.name, n: one.errors }), title: one.name }))));
      elsewhere.hidden = !others.length;
    }
    shown = "";
    follow();
  };

  // Marked cells from the top left on, worst and mild alike.
  const places = () => {
    const found = new Map();
    const [first] = model.keys;
    for (const one of [...model.findings, ...model.unknown.values()]) {
      const [key, column] = [one.key ?? first, one.column ?? 0];
      if (model.has(key)) found.set(`${key}:${column}`, { key, column, row: model.place(key) });
    }
    return [...found.values()].sort((a, b) => a.row - b.row || a.column - b.column);
  };

  const next = (sign_) => {
    const all = places();
    if (!all.length) {
      tell(say("fine"));
      return;
    }
    const spot = cursor.active ?? { key: all[0].key, column: -1 };
    const row = model.place(spot.key);
    const after = (one) => one.row - row || one.column - spot.column;
    const found = sign_ > 0
      ? all.find((one) => after(one) > 0) ?? all[0]
      : all.findLast((one) => after(one) < 0) ?? all.at(-1);
    cursor.go(found);
    const where = say("place_of", { n: all.indexOf(found) + 1, all: all.length });
    tell([where, ...[...here.children].map((item) => item.textContent.trim())].join(" "));
  };

  return { follow, count, next };
};
