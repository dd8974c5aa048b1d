// The page of a project or of the overall goal: its grid of indicators, sums, plan, live checks.
const form = document.getElementById("entry");
const given = JSON.parse(document.getElementById("entry-grid").textContent);
const source = form.elements.grid;
const table = document.getElementById("grid");
const names = given.columns.map((column) => column.name);
const SPARE = 2;

// --- Rows ---

let made = 0;

const control = (column, id) => {
  const cell = document.createElement(column.choices ? "input" : "textarea");
  if (column.choices) {
    cell.type = "text";
    cell.setAttribute("list", `choices-${column.choices}`);
    cell.autocomplete = "off";
  } else cell.rows = 1;
  cell.maxLength = 2000;
  cell.dataset.column = column.name;
  cell.spellcheck = false;
  cell.setAttribute("aria-labelledby", `${id} head-${column.name}`);
  return cell;
};

const newRow = (texts = []) => {
  const id = `row-${(made += 1)}`;
  const body = document.createElement("tbody");
  const row = body.insertRow();
  row.className = "cells";
  const number = document.createElement("th");
  number.scope = "row";
  number.className = "n";
  number.id = id;
  row.append(number);
  given.columns.forEach((column, place) => {
    const box = row.insertCell();
    box.className = column.look;
    box.dataset.label = column.label;
    box.dataset.field = column.name;
    const cell = control(column, id);
    box.append(cell);
    cell.value = texts[place] ?? "";
  });
  const note = body.insertRow();
  note.className = "note";
  note.hidden = true;
  const room = note.insertCell();
  room.colSpan = names.length + 1;
  const told = document.createElement("div");
  told.className = "told-here";
  room.append(told);
  return body;
};

const bodies = () => [...table.tBodies];
const rowOf = (body) => body.rows[0];
const textsOf = (body) => names.map((name) => entry.cell(rowOf(body), name).value.trim());
const isBlank = (body) => textsOf(body).every((text) => !text);

// Rows that say nothing are not counted: messages count only what was sent.
const number = () => {
  let count = 0;
  for (const body of bodies()) {
    body.querySelector("th.n").textContent = isBlank(body) ? "＋" : (count += 1);
  }
};

const fill = (rows) => {
  for (const body of bodies()) body.remove();
  table.append(...rows.map((texts) => newRow(texts)));
  spare(SPARE);
};

const spare = (count) => {
  let blank = 0;
  for (const body of bodies().reverse()) {
    if (!isBlank(body)) break;
    blank += 1;
  }
  for (; blank < count; blank += 1) table.append(newRow());
  number();
  for (const cell of table.querySelectorAll("textarea")) entry.fit(cell);
};

const add = (after = null) => {
  const body = newRow();
  if (after) after.after(body);
  else table.append(body);
  return rowOf(body);
};

// The rows that say something: they are what is sent, and what findings count.
let sent = [];
const collect = () => {
  sent = bodies().filter((body) => !isBlank(body));
  source.value = entry.format(sent.map(textsOf));
};

// --- Undoing what fills or moves many cells at once ---

const before = [];
const undoButton = form.querySelector("[data-do=undo]");
let typedSince = true;

const remember = () => {
  before.push(bodies().map(textsOf));
  if (before.length > 20) before.shift();
  undoButton.disabled = false;
  typedSince = false;
};

const undo = () => {
  const rows = before.pop();
  if (!rows) return;
  fill(rows);
  undoButton.disabled = !before.length;
  tell(entry.words.undone);
  changed();
};

const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

// --- Levels: suggested, run together, left blank under a merged cell ---

const options = (id, texts) => {
  document.getElementById(id).replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement("option"), { value: text })),
  );
};
options("choices-level1", given.lists.level1);
options("choices-operators", given.lists.operators);
options("choices-terms", given.lists.terms);
const finer = Object.values(given.level2).flat();

table.addEventListener("focusin", (event) => {
  const cell = event.target.closest("[data-column]");
  if (!cell) return;
  choose(cell.closest("tbody"));
  if (cell.dataset.column === "level2") {
    const level1 = entry.cell(entry.rowOf(cell), "level1")?.value.trim();
    options("choices-level2", given.level2[level1] ?? [...new Set(finer)]);
  }
});

const prefix = (text, known) => known.filter((name) => text.startsWith(name)).sort((a, b) => b.length - a.length)[0] ?? "";

// 产出指标数量指标出国团组数 -> three levels, where one cell was pasted for all of them.
const split = (row, columns) => {
  const from = ["level1", "level2", "level3"].filter((name) => columns.includes(name) && names.includes(name));
  if (!from.length || !names.includes("level1")) return;
  const told = from.filter((name) => entry.cell(row, name).value.trim());
  if (told.length !== 1) return;
  const text = entry.cell(row, told[0]).value.replace(/\s/g, "");
  const level1 = prefix(text, given.lists.level1.concat(given.more1));
  if (!level1) return;
  const rest = text.slice(level1.length);
  const level2 = prefix(rest, finer);
  const name = rest.slice(level2.length);
  if (!name) return;
  entry.set(entry.cell(row, "level1"), level1);
  entry.set(entry.cell(row, "level2"), level2);
  entry.set(entry.cell(row, "level3"), name);
};

const LEVELS = ["term", "activity", "level1", "level2"].filter((name) => names.includes(name));

const holes = () => {
  const found = [];
  for (const name of LEVELS) {
    let above = "";
    let group = "";
    for (const body of bodies().filter((one) => !isBlank(one))) {
      const cell = entry.cell(rowOf(body), name);
      const level1 = entry.cell(rowOf(body), "level1")?.value.trim() ?? "";
      // A blank level 2 goes on only under the same level 1.
      if (name === "level2" && level1 && level1 !== group) above = "";
      if (name === "level2" && level1) group = level1;
      if (cell.value.trim()) above = cell.value.trim();
      else if (above) found.push([cell, above]);
    }
  }
  return found;
};

const offer = form.querySelector(".offer");
const offerHoles = () => {
  const count = holes().length;
  offer.hidden = !count;
  if (count) offer.querySelector(".offer-text").textContent = entry.say("blank_levels", { n: count });
};

// --- The tools above the grid ---

const told = form.querySelector(".tools .told");
const tell = (text) => { told.textContent = text; };
let chosen = null;
const choose = (body) => {
  chosen?.classList.remove("chosen");
  chosen = body;
  chosen?.classList.add("chosen");
};

const tools = {
  add: () => {
    remember();
    const row = add(chosen);
    entry.cell(row, names[0]).focus();
  },
  remove: () => {
    if (!chosen) return;
    remember();
    const next = chosen.nextElementSibling ?? chosen.previousElementSibling;
    chosen.remove();
    spare(SPARE);
    choose(null);
    if (next?.matches("tbody")) entry.cell(rowOf(next), names[0]).focus();
  },
  up: () => {
    const above = chosen?.previousElementSibling;
    if (!above?.matches("tbody")) return;
    remember();
    above.before(chosen);
  },
  down: () => {
    const below = chosen?.nextElementSibling;
    if (!below) return;
    remember();
    below.after(chosen);
  },
  undo,
  copy: async () => {
    collect();
    await navigator.clipboard.writeText(source.value);
    tell(entry.say("copied", { n: sent.length }));
  },
  fill: () => {
    const found = holes();
    remember();
    for (const [cell, text] of found) entry.set(cell, text);
    tell(entry.say("filled", { n: found.length }));
  },
};

form.querySelector(".tools").addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do;
  if (!what) return;
  tools[what]();
  if (what === "undo" || what === "copy") return;
  number();
  changed();
});

table.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !typedSince) {
    event.preventDefault();
    undo();
  }
});

// A block that was copied with its headings says itself which column is which: 本年绩效指标值.
const BEFORE = /^(?:本年|年度)?(?:绩效)?(?:指标)?$/;
const column = (text) => given.columns.find(({ label, heading }) =>
  text === label
  || (text.endsWith(heading) && BEFORE.test(text.slice(0, -heading.length)))
  || (text.length > 1 && heading.endsWith(text)))?.name ?? "";

const headed = (rows, into) => {
  const texts = rows[0].map((text) => text.replace(/[\s（(].*$/s, ""));
  const found = texts.map((text) => (text ? column(text) : ""));
  const known = found.filter(Boolean).length;
  if (known < 2 || known * 2 < texts.filter(Boolean).length) return { rows, into };
  return { rows: rows.slice(1), into: found };
};

entry.walk(table, () => add());
entry.paste(table, names, {
  prepare: headed,
  before: remember,
  row: () => add(),
  after: (rows, columns, dropped) => {
    for (const row of rows) split(row, columns);
    spare(SPARE);
    const parts = [entry.say("pasted", { n: rows.length })];
    if (dropped) parts.push(entry.say("dropped", { n: dropped }));
    tell(parts.join(" "));
  },
});

table.addEventListener("input", (event) => {
  if (event.isTrusted) typedSince = true;
  const body = event.target.closest("tbody");
  if (body && body === table.tBodies[table.tBodies.length - 1]) spare(1);
  if (event.target.dataset.column) entry.fit(event.target);
});

// --- Sums of money ---

const sums = document.getElementById("sums");
const said = (name) => form.elements[name]?.value ?? "";

const addUp = () => {
  if (!sums) return;
  const lines = given.sums.map(({ total, parts }) => {
    const figures = parts.map((name) => entry.fen(said(name), given.exponent));
    const whole = entry.fen(said(total), given.exponent);
    if (whole === null || figures.includes(null) || parts.every((name) => !said(name))) return null;
    const sum = figures.reduce((all, one) => all + one, 0n);
    const label = form.querySelector(`label[for=id_${total}]`).firstChild.textContent.trim();
    const values = { label, sum: entry.money(sum, given.exponent), difference: entry.money(whole - sum, given.exponent) };
    if (!said(total)) return { text: entry.say("sum", values), kind: "open" };
    const same = sum === whole;
    return { text: entry.say(same ? "agrees" : "differs", values), kind: same ? "fine" : "wrong" };
  }).filter(Boolean);
  sums.replaceChildren(...lines.map(({ text, kind }) =>
    Object.assign(document.createElement("span"), { className: kind, textContent: text })));
};

// --- The picture of the plan ---

const plan = document.getElementById("plan");
const SVG = "http://www.w3.org/2000/svg";

const draw = () => {
  if (!plan) return;
  const picture = plan.querySelector("svg");
  const { width, height } = picture.viewBox.baseVal;
  const points = [[0, height]];
  const falls = [];
  const steps = [];
  let highest = 0;
  let last = null;
  for (const input of plan.querySelectorAll("[data-month]")) {
    const text = input.value.normalize("NFKC").replace(/[\s%]/g, "");
    if (!text || Number.isNaN(Number(text))) continue;
    const percent = Number(text);
    const x = Math.round((width * Number(input.dataset.month)) / 12);
    const y = height - Math.round((height * Math.min(Math.max(percent, 0), 100)) / 100);
    points.push([x, points.at(-1)[1]], [x, y]);
    if (percent < highest) falls.push([x, y]);
    highest = percent;
    last = { month: Number(input.dataset.month), percent };
    steps.push(`${input.previousElementSibling.textContent.trim()} ${percent}%`);
  }
  picture.querySelector(".steps-line").setAttribute("points", points.map((one) => one.join(",")).join(" "));
  picture.querySelector(".falls").replaceChildren(...falls.map(([cx, cy]) => {
    const dot = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx, cy, r: 4 })) dot.setAttribute(name, value);
    return dot;
  }));
  picture.querySelector("title").textContent = entry.say("plan", { steps: steps.join(entry.words.comma) || "—" });
  const wrong = [];
  if (falls.length) wrong.push(entry.words.falls);
  if (last && last.month === 12 && last.percent !== 100) wrong.push(entry.words.ends);
  document.getElementById("plan-said").replaceChildren(...wrong.map((text) =>
    Object.assign(document.createElement("span"), { className: "wrong", textContent: text })));
};

// --- What the checks say ---

const place = ({ row, field }) => {
  if (row !== null && sent[row]) {
    const body = sent[row];
    const cell = entry.cell(rowOf(body), field) ?? entry.cell(rowOf(body), names.includes("level3") ? "level3" : names[0]);
    const label = given.columns.find((column) => column.name === cell.dataset.column).label;
    const at = entry.say("row", { n: row + 1 });
    return { cell, box: cell.closest("td"), note: body.querySelector(".told-here"), label: `${at} ${label}` };
  }
  const cell = field && field !== "grid" ? form.elements[field] : null;
  if (!cell || !cell.matches) return null;
  const box = cell.closest("[data-field]");
  const label = form.querySelector(`label[for="${cell.id}"]`)?.firstChild.textContent.trim() ?? "";
  return { cell, box, note: document.getElementById(`said-${field}`), label };
};

const show = (answer) => {
  for (const note of table.querySelectorAll("tr.note")) note.hidden = true;
  return entry.show(form, answer.said, place);
};

// --- Begin ---

fill(entry.parse(source.value).filter((row) => row.some(Boolean)));
given.columns.forEach((column, at) => { table.tHead.rows[0].cells[at + 1].id = `head-${column.name}`; });
document.getElementById("live-grid").hidden = false;
for (const raw of form.querySelectorAll(".raw-grid")) raw.hidden = true;
for (const cell of form.querySelectorAll("textarea")) entry.fit(cell);

form.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea")) entry.fit(event.target);
  number();
  offerHoles();
  addUp();
  draw();
});
// Enter in a field is not yet the wish to store everything.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[type=text]") && !event.isComposing) event.preventDefault();
});

const ask = entry.live(form, form.dataset.check, { collect, show });
collect();
offerHoles();
addUp();
draw();
form.querySelector("[data-do=copy]").hidden = !navigator.clipboard;
if (given.mistakes.length) show({ said: given.mistakes });
else if (sent.length) ask();
// What came back because it could not be stored is not stored yet.
if (form.querySelector(".errorlist, .refusals")) window.addEventListener("load", changed);
