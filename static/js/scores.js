// The page of an evaluation: what was reached and spent, scores by their rules as they are typed.
const form = document.getElementById("entry");
const live = document.getElementById("live-grid");
const money = [...live.querySelectorAll("tr[data-money]")];
const lines = [...live.querySelectorAll("tbody[data-row]")];
const MARKS = {
  agrees: ["right", "✓"],
  consistent: ["within", "✓"],
  contradicts: ["contradicts", "✗"],
  unexplained: ["unexplained", "?"],
};

// --- The two grids as text ---

// The columns in the order in which the server reads them; a line without one leaves it blank.
const columns = form.dataset.columns.split(" ");
const moneyColumns = form.dataset.money.split(" ");

const collect = () => {
  form.elements.items.value = entry.format(
    lines.map((line) => [line.dataset.name, ...columns.map((name) => entry.cell(line, name)?.value.trim() ?? "")]),
  );
  if (form.elements.money) {
    form.elements.money.value = entry.format(
      money.map((row) => [row.dataset.name, ...moneyColumns.map((name) => entry.cell(row, name)?.value.trim() ?? "")]),
    );
  }
};

// --- Scores ---

const score = (line) => entry.cell(line, "score");

const advise = (line, item) => {
  const cell = score(line);
  const advice = line.querySelector(".advice");
  const note = line.querySelector(".how");
  if (!cell || !advice) return;
  advice.replaceChildren();
  const typed = cell.value.trim();
  if (item.suggested && Number(item.suggested) !== Number(typed || NaN)) {
    const take = document.createElement("button");
    take.type = "button";
    take.className = "take";
    take.textContent = entry.say("take", { score: item.suggested });
    take.addEventListener("click", () => {
      cell.value = item.suggested;
      changed();
      cell.focus();
    });
    advice.append(take);
  }
  const [word, sign] = MARKS[item.verdict] ?? [];
  advice.dataset.verdict = item.verdict;
  if (typed && word) {
    const verdict = document.createElement("span");
    verdict.className = "verdict";
    verdict.textContent = `${sign} ${entry.words[word]}`;
    advice.append(verdict);
  }
  line.dataset.suggested = item.suggested;
  const steps = typed || item.suggested ? item.steps.join("；") : "";
  note.textContent = steps ? `${item.rule ? `${item.rule}：` : ""}${steps}` : "";
  note.closest("tr").hidden = !steps;
};

const board = document.getElementById("score-board");
const total = (answer) => {
  document.getElementById("total-score").textContent = answer.total.score || "—";
  document.getElementById("total-weight").textContent = answer.total.weight;
  document.getElementById("total-grade").textContent = answer.total.grade;
  document.getElementById("total-said").textContent = answer.total.left
    ? entry.say("left", { n: answer.total.left })
    : "";
  for (const part of live.querySelectorAll(".part-score")) {
    const found = answer.parts.find((one) => one.name === part.dataset.part);
    part.textContent = found ? `${found.score || "—"} / ${found.weight}` : "";
  }
};

document.getElementById("take-all").addEventListener("click", () => {
  let taken = 0;
  for (const line of lines) {
    const cell = score(line);
    const suggested = line.dataset.suggested;
    if (!cell || !suggested || Number(cell.value || NaN) === Number(suggested)) continue;
    cell.value = suggested;
    taken += 1;
  }
  document.getElementById("total-said").textContent = entry.say("taken", { n: taken });
  if (taken) changed();
});

const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

// --- What the checks say ---

const labelled = (cell) => cell.getAttribute("aria-label") ?? form.querySelector(`label[for="${cell.id}"]`)?.firstChild.textContent.trim() ?? "";

const place = ({ row, field }) => {
  if (row !== null && lines[row]) {
    const cell = entry.cell(lines[row], field) ?? score(lines[row]) ?? lines[row].querySelector("[data-column]");
    if (!cell) return null;
    return { cell, box: cell.closest("td"), note: lines[row].querySelector(".told-here"), label: labelled(cell) };
  }
  const box = field ? live.querySelector(`td[data-field="${field}"]`) : null;
  const cell = box ? box.querySelector("input") : form.elements[field];
  if (!cell?.matches || cell.hidden || ["items", "money"].includes(field)) return null;
  return { cell, box: box ?? cell.closest("[data-field]"), note: document.getElementById(`said-${field}`), label: labelled(cell) };
};

const show = (answer) => {
  for (const note of live.querySelectorAll("tr.note")) note.hidden = true;
  if (answer.items) {
    answer.items.forEach((item, at) => advise(lines[at], item));
    answer.rates.forEach((rate, at) => { live.querySelector(`[data-rate="${at}"]`).textContent = rate; });
    total(answer);
  }
  return entry.show(form, answer.said, place);
};

// --- Begin ---

for (const line of lines) {
  const room = line.querySelector("tr.note td");
  for (const name of ["how", "told-here"]) {
    room.append(Object.assign(document.createElement("div"), { className: name }));
  }
}
for (const table of live.querySelectorAll(".sheet-grid")) {
  const order = table.matches(".money-grid") ? moneyColumns : columns.filter((name) => name !== "standard");
  entry.walk(table);
  entry.paste(table, order, { before: () => {}, row: () => null, after: () => {} });
}
live.hidden = false;
board.hidden = false;
for (const raw of form.querySelectorAll(".raw-grid")) raw.hidden = true;
for (const cell of form.querySelectorAll("textarea")) entry.fit(cell);
form.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea")) entry.fit(event.target);
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[type=text]") && !event.isComposing) event.preventDefault();
});

const ask = entry.live(form, form.dataset.score, { collect, show, delay: 350 });
const mistakes = JSON.parse(document.getElementById("entry-mistakes").textContent);
collect();
if (mistakes.length) show({ said: mistakes });
else ask();
// What came back because it could not be stored is not stored yet.
if (form.querySelector(".errorlist, .refusals")) window.addEventListener("load", changed);
