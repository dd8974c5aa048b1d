// A table of a draft as a grid: docs/decisions/0013-the-grid-and-what-it-asks.md says what it asks the
// server. Without this script the same table is edited in the plain form that the page holds.
import { createClashes } from "./cells-clashes.js";
import { createCodes } from "./cells-codes.js";
import { createCommands } from "./cells-commands.js";
import { createCursor } from "./cells-cursor.js";
import { restore } from "./cells-disk.js";
import { createEditor } from "./cells-editor.js";
import { summary } from "./cells-figures.js";
import { createFindings } from "./cells-findings.js";
import { createKept } from "./cells-kept.js";
import { listen } from "./cells-keys.js";
import { createLastYear } from "./cells-last-year.js";
import { cellId, createModel } from "./cells-model.js";
import { createOthers } from "./cells-others.js";
import { createSaving } from "./cells-saving.js";
import { createView } from "./cells-view.js";

const part = (name) => document.getElementById(`cells-${name}`);
const given = JSON.parse(part("grid").textContent);
const form = part("form");
const say = (name, values = {}) => given.words[name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

// --- What is told ---

const TOGETHER = 800; // what is told within this time is one message
let telling = 0;
let told = [];
let last = 0;
const live = part("live");
// A change of the live text is read out; the same text twice would not be one.
const tell = (text) => {
  if (!text) return;
  if (Date.now() - last > TOGETHER) told = [];
  last = Date.now();
  if (told.at(-1) !== text) told.push(text);
  clearTimeout(telling);
  live.textContent = "";
  telling = setTimeout(() => { live.textContent = told.join(" "); }, 30);
};

const stateLine = part("state");
let lastState = "";
let wayOut = ""; // where one goes once everything is saved
const showState = (name, values) => {
  const { n } = values;
  const text = say(name === "offline" && !n ? "offline_none" : name, values);
  const key = `${name} ${text}`;
  if (key === lastState) return;
  lastState = key;
  stateLine.dataset.kind = name;
  stateLine.replaceChildren(text);
  if (name === "signed_out") {
    const link = Object.assign(document.createElement("a"), { href: values.address, target: "_blank", textContent: say("sign_in") });
    stateLine.append(" ", link);
  }
  if (name === "clashed" || name === "refused") {
    const look = Object.assign(document.createElement("button"), { type: "button", className: "jump", textContent: say("look") });
    look.addEventListener("click", () => part("clashes").querySelector("li button:not(.jump)")?.focus());
    stateLine.append(" ", look);
  }
  // Whoever hears the page is told of trouble and its end, not of every cell.
  if (name !== "saving" && name !== "saved") tell(text);
  if (name !== "saving" && wayOut) location.assign(wayOut);
};

const question = part("question");
const ask = (text, choices) => new Promise((resolve) => {
  question.querySelector("p").textContent = text;
  question.querySelector("[data-part=choices]").replaceChildren(...choices.map(([value, label], at) =>
    Object.assign(document.createElement("button"), { type: "button", value, className: `button ${at ? "quiet" : "default"}`, textContent: label })));
  question.returnValue = "";
  question.addEventListener("close", () => {
    editor.focus();
    resolve(question.returnValue || null);
  }, { once: true });
  question.showModal();
});
// No form of theirs: they stand inside the page's own.
for (const dialog of [question, part("help")]) {
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) dialog.close(button.value);
  });
}
const help = () => {
  const panel = part("help");
  panel.addEventListener("close", () => editor.focus(), { once: true });
  panel.showModal();
};

// --- The parts of the grid ---

await restore();
part("table").closest(".cells-frame").classList.add("live");
const model = createModel(given);
model.take(given.answer);
const view = createView({ table: part("table"), given, model, say });
const kept = createKept(given);
const placeOf = ({ key, column }) => `${given.columns[column].letters}${given.first_row + model.place(key)}`;

const status = part("summary");
const followSelection = (box) => {
  editor.follow(box);
  findings.follow();
  lastYear.follow();
  const area = cursor.area();
  part("where").textContent = cursor.active ? placeOf(cursor.active) : "";
  const several = cursor.several();
  if (!several) {
    status.textContent = cursor.active ? "" : say("no_rows");
    return;
  }
  const told = [say("selected", { rows: area.bottom - area.top + 1, columns: area.right - area.left + 1 })];
  const sums = summary(selectedFigures());
  if (sums.count) told.push(say("summary", sums));
  status.textContent = told.join("　");
};
function* selectedFigures() {
  const area = cursor.area();
  for (let column = area.left; column <= area.right; column += 1) {
    if (given.columns[column].kind === "label") continue;
    for (let place = area.top; place <= area.bottom; place += 1) yield model.text(model.keys[place], column);
  }
}

const cursor = createCursor({ model, view, moved: followSelection });

const saving = createSaving({
  given,
  model,
  kept,
  token: form.elements.csrfmiddlewaretoken,
  hooks: {
    take: (answer) => take(answer),
    state: showState,
    told: tell,
    // One looks at what was taken back.
    undone: (word, cells) => {
      tell(say(word));
      if (cells.length && model.has(cells[0][0])) cursor.go({ key: cells[0][0], column: cells[0][1] });
    },
    clashed: () => marked(),
    refused: () => marked(),
    refreshed: () => others.now(),
    settled: (cells, { rebase = false } = {}) => {
      if (rebase) editor.rebase(new Set(cells.map(([key, column]) => cellId(key, column))));
      for (const [key, column] of cells) view.write(key, column);
      editor.follow();
    },
  },
});

const editor = createEditor({
  field: part("editor"),
  model,
  view,
  cursor,
  label: (spot) => {
    const { name, kind } = given.columns[spot.column];
    const row = given.columns.flatMap((column, at) => (column.stick ? [model.text(spot.key, at)] : [])).filter(Boolean).join(" ");
    const marks = model.findingsAt(spot.key, spot.column).map(({ severity }) => say(severity));
    return [placeOf(spot), name, kind === "label" ? "" : row, ...marks].filter(Boolean).join(say("comma"));
  },
  spoken: (text) => { part("at").textContent = text; },
  commit: (spot, text, seen) => commands.put([{ ...spot, text, seen }]),
  begun: () => others.now(),
  left: () => codes.close(),
  typed: (text, spot) => codes.typed(text, spot),
});

const commands = createCommands({ model, view, cursor, editor, saving, tell, say, ask });

const codes = createCodes({
  list: part("codes"),
  given,
  view,
  editor,
  tell,
  say,
  take: (one, down, right) => {
    const { spot } = editor;
    const beside = (one.cells ?? []).map(([column, text]) => ({ key: spot.key, column, text }));
    editor.setText(one.text);
    editor.finish();
    commands.put(beside.filter(({ column }) => column !== spot.column));
    if (down || right) cursor.walk(down, right);
  },
});

const findings = createFindings({
  bar: part("findings"),
  given,
  model,
  cursor,
  editor,
  tell,
  say,
  fix: ({ key, column, fix }) => commands.put([{ key, column, text: fix }], { what: "fixed" }),
});

const lastYear = createLastYear({
  given,
  model,
  view,
  cursor,
  line: part("last"),
  button: part("with-last"),
  busy: () => saving.busy(),
  say,
});

const clashes = createClashes({ panel: part("clashes"), model, cursor, editor, saving, placeOf, say });
const marked = () => {
  view.mark(saving.clashes, saving.refusals);
  clashes.show();
};

// --- Answers ---

const people = part("people");
const showPeople = (present) => {
  const there = present.filter((one) => one.page !== kept.page);
  view.others(there);
  const names = [...new Set(there.map(({ who }) => who))];
  const text = names.length ? say("here", { who: names.join("、") }) : "";
  if (people.textContent !== text) people.textContent = text;
};

// Columns have come or gone: the page is another one. What has not arrived is sent by the next.
const { layout } = given.answer;
let leaving = false;
const reload = () => {
  leaving = true;
  location.reload();
};

const take = (answer, { fromOthers = false } = {}) => {
  const before = model.keys;
  cursor.keep();
  const told = model.take(answer);
  if (told) {
    if (answer.layout !== undefined && answer.layout !== layout) {
      reload();
      return;
    }
    if (told.reordered) view.order();
    for (const [key, column] of told.cells) view.write(key, column);
    for (const key of told.looks) view.look(key);
    if (before !== model.keys) cursor.restore();
    if (answer.findings || answer.uninterpreted || told.reordered) marked();
    if (told.cells.length || told.reordered) lastYear.changed();
    if (answer.footer) view.foot(answer.footer);
    // What computed itself, or was written by somebody else, is seen to have changed.
    view.followed(fromOthers ? told.cells : answer.followed ?? []);
    if (answer.findings || answer.uninterpreted || answer.elsewhere) findings.count(answer.elsewhere);
    editor.follow();
  }
  if (answer.present) showPeople(answer.present);
};

const others = createOthers({
  given,
  model,
  saving,
  page: kept.page,
  cursor,
  editor,
  take: (answer) => take(answer, { fromOthers: true }),
});

// --- Begin ---

const keys = listen({
  model,
  view,
  cursor,
  editor,
  commands,
  codes,
  findings,
  help,
  stateTold: () => tell(stateLine.textContent),
  tell,
  say,
});

// Buttons do what keys do; a click leaves the focus in the grid, the keyboard stays on its button.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  const what = button.dataset.do;
  editor.finish();
  if (commands.has(what)) commands.run(what);
  else if (what === "next-finding") findings.next(1);
  else if (what === "previous-finding") findings.next(-1);
  else if (what === "extend") {
    keys.extend();
    tell(say("extending"));
  } else if (what === "last-year") {
    lastYear.toggle();
  } else if (what === "help") {
    help();
    return;
  }
  if (event.detail && what !== "edit") editor.focus();
});

const choose = () => {
  const match = /^#k(\d+)(?:c(\d+))?$/.exec(decodeURIComponent(location.hash));
  return Boolean(match && cursor.go({ key: Number(match[1]), column: Number(match[2] ?? 0) }));
};
window.addEventListener("hashchange", () => { if (choose()) editor.focus(); });
// A link waits the moment that saving takes, rather than asking whether one really wants to go.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  editor.finish();
  if (!saving.busy() || stateLine.dataset.kind !== "saving") return;
  event.preventDefault();
  wayOut = link.href;
});
window.addEventListener("beforeunload", (event) => {
  editor.finish();
  if (saving.count() && !leaving) event.preventDefault();
});
window.addEventListener("pagehide", () => editor.finish());

// What did not arrive the last time is sent again; the server knows whether it still may.
const bringBack = (options) => {
  const left = kept.left(options);
  if (!left) return;
  const n = left.cells.length + left.lines.reduce((sum, { texts }) => sum + texts.length, 0);
  saving.edit(left.cells.filter(({ key, column, text }) => !model.has(key) || model.held(key, column) !== text));
  for (const { at, texts } of left.lines) commands.addLines(texts, { at });
  for (const { key, column } of left.cells) if (model.has(key)) view.write(key, column);
  left.forget();
  tell(say("restored", { n }));
};

// What other tables of this document have left behind is sent by their own pages.
const showLeft = () => {
  const line = part("left");
  const links = kept.elsewhere().map(({ table: n, count }) =>
    Object.assign(document.createElement("a"), {
      href: location.pathname.replace(/\/tables\/\d+\//, `/tables/${n}/`),
      textContent: say("left_elsewhere", { n, count }),
    }));
  line.replaceChildren(...links);
  line.hidden = !links.length;
};

for (const plain of form.querySelectorAll("[data-plain]")) plain.remove();
for (const hidden of document.querySelectorAll("[data-cells]")) hidden.hidden = false;
const { table } = view;
table.setAttribute("role", "grid");
table.setAttribute("aria-multiselectable", "true");
table.setAttribute("aria-colcount", given.columns.length + 1);
view.frame.removeAttribute("tabindex");
view.frame.append(part("editor"), part("codes"));
view.order();
view.foot(given.answer.footer ?? []);
view.measure();
marked();
findings.count(given.answer.elsewhere ?? []);
showPeople(given.answer.present ?? []);
showState("saved", {});
if (!choose() && !cursor.goTo(0, 0, { reveal: false })) followSelection();
editor.focus();
bringBack({ own: true });
showLeft();
setInterval(() => bringBack({}), 5000);
