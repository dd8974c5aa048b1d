// What stood a year before at each figure: of the active cell in the bar below, and of all of them
// under the figures where one wants to see it so.
import { figure } from "./cells-figures.js";
import { cellId } from "./cells-model.js";

const PAUSE = 1500; // after the last change, which changes the differences
const PATIENCE = 20_000;
const CHOICE = "mingzhang:with-last-year";

export const createLastYear = ({ given, model, view, cursor, line, button, busy, say }) => {
  const address = given.addresses.last_year;
  let known = new Map(); // cell id -> { key, column, text, change, percent, above }
  let year = 0;
  let timer = 0;

  const words = ({ text, change, percent }) =>
    say(percent ? "last_year_percent" : "last_year", { year, text, change, percent });

  const follow = () => {
    const spot = cursor.active;
    const one = spot && known.get(cellId(spot.key, spot.column));
    const text = one ? words(one) : "";
    if (line.dataset.text === text) return;
    line.dataset.text = text;
    line.replaceChildren(text);
    if (one?.above) line.append(" ", Object.assign(document.createElement("a"), { href: address, textContent: say("large_change") }));
  };

  // 449.893292 −21.82%, as narrow as the column that it stands in.
  const short = ({ key, column, text, change, percent }) => {
    if (!percent) return change;
    const [now, then] = [figure(model.text(key, column)), figure(text)].map((one) =>
      one ? one.units * 10n ** BigInt(12 - one.places) : 0n);
    return `${text} ${now < then ? "−" : "+"}${percent}`;
  };

  const mark = (cells) => {
    for (const [id, { key, column }] of known) {
      if (!cells.has(id)) delete view.cell(key, column)?.dataset.last;
    }
    for (const one of cells.values()) {
      const at = view.cell(one.key, one.column);
      const last = short(one);
      if (at && at.dataset.last !== last) at.dataset.last = last;
    }
    known = cells;
  };

  const ask = async () => {
    if (busy()) {
      changed();
      return;
    }
    try {
      const answer = await fetch(`${address}?as=json`, { redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) return;
      const told = await answer.json();
      ({ year } = told);
      mark(new Map(told.cells.map(([key, column, text, change, percent, above]) =>
        [cellId(key, column), { key, column, text, change, percent, above }])));
      button.hidden = !known.size;
      delete line.dataset.text;
      follow();
    } catch {
      // It is told again after the next change.
    }
  };
  const changed = () => {
    if (!address) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  const show = (is) => {
    view.frame.classList.toggle("with-last", is);
    button.setAttribute("aria-pressed", is);
    view.measure();
  };
  const remembered = () => {
    try {
      return localStorage.getItem(CHOICE) === "1";
    } catch {
      return false;
    }
  };
  const toggle = () => {
    const is = !view.frame.classList.contains("with-last");
    show(is);
    try {
      localStorage.setItem(CHOICE, is ? "1" : "0");
    } catch {
      // Then it is asked again the next time.
    }
  };

  button.hidden = true;
  if (address) {
    show(remembered());
    ask();
  }
  return { follow, changed, toggle };
};
