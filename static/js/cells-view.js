// The grid as one sees it: letters above the table's own header, a light cell for every text, marks,
// frames of others, the running sums. Writes only what differs; asks for no layout but in `box`.
import { cellId } from "./cells-model.js";

const HAN = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/;
const WORST = ["error", "problem", "unknown", "warning", "rounding"];
const NUMBER = 3.25; // the width of the rows' numbers, in ems
const FRAMES = 6; // colours of others, in cells.css

const KINDS = ["total", "heading"];
const LEVELS = ["level-1", "level-2", "level-3", "level-4"];
// Rows are near the frame so many pixels around it; looked for anew once half of that was scrolled.
const BEYOND = 1600;
const FIGURES = new Set(["amount", "rate", "number", "unknown"]);
const FIGURE = /^[-−(]?[\d,]+(?:\.\d+)?[)%]?$/;

const element = (name, given = {}) => Object.assign(document.createElement(name), given);

// How wide a text is, in ems of the cells.
const breadth = (text) => {
  let ems = 0;
  for (const one of text) ems += HAN.test(one) ? 1 : 0.6;
  return ems;
};

export const createView = ({ table, given, model, say }) => {
  const frame = table.closest(".cells-frame");
  const { columns } = given;
  const heads = table.tHead.rows.length;
  const body = element("tbody");
  const lines = new Map(); // key -> its tr
  const marked = new Map(); // cell id -> its class
  const framed = new Map(); // cell id -> its td
  const letters = [];
  const stuck = new Set();
  const lefts = new Map();
  const narrow = frame.clientWidth < 640;
  let selected = null;
  let active = null;

  // --- Header, widths ---

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

  const layOut = () => {
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
    table.tBodies[0]?.remove();
    table.tHead.after(body);
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

  // --- Body ---

  const pattern = element("tr");
  const makePattern = () => {
    pattern.append(element("th", { scope: "row", className: "n" }));
    columns.forEach((_, at) => {
      pattern.append(bare("td", at));
    });
  };

  const newLine = (key) => {
    const line = pattern.cloneNode(true);
    line.id = `k${key}`;
    line.dataset.key = key;
    columns.forEach((_, column) => {
      const text = model.text(key, column);
      if (text) line.cells[column + 1].textContent = text;
    });
    return line;
  };

  const look = (key) => {
    const line = lines.get(key);
    const { kind, level } = model.row(key);
    line.classList.remove(...KINDS, ...LEVELS);
    if (KINDS.includes(kind)) line.classList.add(kind);
    if (level) line.classList.add(LEVELS[Math.min(level, LEVELS.length) - 1]);
  };

  const order = () => {
    for (const [key, line] of lines) {
      if (model.has(key)) continue;
      line.remove();
      lines.delete(key);
    }
    let next = body.firstChild;
    model.keys.forEach((key, place) => {
      let line = lines.get(key);
      if (!line) {
        line = newLine(key);
        lines.set(key, line);
        look(key);
      }
      if (line === next) next = next.nextSibling;
      else body.insertBefore(line, next);
      const number = String(given.first_row + place);
      if (line.cells[0].textContent !== number) {
        line.cells[0].textContent = number;
        line.setAttribute("aria-rowindex", heads + 2 + place);
        line.cells[0].dataset.row = key;
      }
    });
    table.setAttribute("aria-rowcount", heads + 1 + model.keys.length);
    lookAround();
  };

  const cell = (key, column) => lines.get(key)?.cells[column + 1] ?? null;

  const write = (key, column) => {
    const at = cell(key, column);
    if (!at) return;
    const text = model.text(key, column);
    if (at.textContent !== text) at.textContent = text;
    at.classList.toggle("unsaved", model.mine.has(cellId(key, column)));
  };

  // --- Marks ---

  const symbols = { problem: "▲", unknown: "?" };
  const mark = (clashes, refusals) => {
    const worst = new Map();
    const put = (key, column, kind, symbol) => {
      const id = cellId(key, column);
      const there = worst.get(id);
      if (there && WORST.indexOf(there.kind) <= WORST.indexOf(kind)) return;
      worst.set(id, { key, column, kind, symbol });
    };
    const heads_ = new Map();
    for (const { key, column, severity, symbol } of model.findings) {
      if (column == null) continue;
      if (key != null) put(key, column, severity, symbol);
      else if (!heads_.has(column) || severity === "error") heads_.set(column, { severity, symbol });
    }
    for (const { key, column } of model.unknown.values()) {
      if (key == null) heads_.set(column, heads_.get(column) ?? { severity: "unknown", symbol: symbols.unknown });
      else put(key, column, "unknown", symbols.unknown);
    }
    for (const one of [...clashes.values(), ...refusals.values()]) {
      worst.set(cellId(one.key, one.column), { ...one, kind: "clash", symbol: "⇄" });
    }
    for (const [id, { at, name }] of marked) {
      const now = worst.get(id);
      if (now && `is-${now.kind}` === name && at.isConnected) continue;
      at.classList.remove("is-marked", name);
      delete at.dataset.symbol;
      if (name === "is-error") at.removeAttribute("aria-invalid");
      marked.delete(id);
    }
    for (const [id, { key, column, kind, symbol }] of worst) {
      if (marked.has(id)) continue;
      const at = cell(key, column);
      if (!at) continue;
      at.classList.add("is-marked", `is-${kind}`);
      at.dataset.symbol = symbol;
      if (kind === "error") at.setAttribute("aria-invalid", "true");
      marked.set(id, { at, name: `is-${kind}` });
    }
    letters.forEach((head, column) => {
      const one = heads_.get(column);
      if (one) head.dataset.symbol = one.symbol;
      else delete head.dataset.symbol;
      head.className = `${lookOf(column)} ${one ? `is-marked is-${one.severity}` : ""}`.trim();
    });
  };

  const others = (present) => {
    const now = new Map();
    for (const one of present) {
      if (one.key === null || one.column === null) continue;
      const at = cell(one.key, one.column);
      if (at) now.set(cellId(one.key, one.column), { at, one });
    }
    for (const [id, at] of framed) {
      if (now.get(id)?.at === at) continue;
      at.classList.remove("other");
      delete at.dataset.who;
      delete at.dataset.frame;
      framed.delete(id);
    }
    for (const [id, { at, one }] of now) {
      at.classList.add("other");
      at.dataset.who = one.typing ? `${one.who} …` : one.who;
      at.dataset.frame = [...one.who].reduce((sum, sign) => sum + sign.codePointAt(0), 0) % FRAMES;
      framed.set(id, at);
    }
  };

  const followed = (cells) => {
    const shown = cells.map(([key, column]) => cell(key, column)).filter(Boolean);
    for (const at of shown) at.classList.add("followed");
    if (shown.length) setTimeout(() => { for (const at of shown) at.classList.remove("followed"); }, 1800);
  };

  const foot = (sums) => {
    if (!sums.length) {
      table.tFoot?.remove();
      return;
    }
    let line = table.tFoot?.rows[0];
    if (!line) {
      line = table.createTFoot().insertRow();
      line.append(element("th", { scope: "row", className: "n", textContent: "Σ", title: say("footer") }));
      line.cells[0].setAttribute("aria-label", say("footer"));
      columns.forEach((_, column) => line.append(bare("td", column)));
    }
    const texts = columns.map(() => "");
    for (const { column, text } of sums) texts[column] = text;
    const first = Math.max(...stuck, -1) >= 0 ? Math.max(...stuck) : columns.findIndex(({ kind }) => kind === "label");
    if (first >= 0 && !texts[first]) texts[first] = say("footer");
    texts.forEach((text, column) => {
      const at = line.cells[column + 1];
      if (at.textContent !== text) at.textContent = text;
    });
  };

  // --- Selection ---

  const mine = (place, column, on) => {
    const at = lines.get(model.keys[place])?.cells[column + 1];
    if (!at) return;
    if (on) at.setAttribute("aria-selected", "true");
    else at.removeAttribute("aria-selected");
  };
  const holds = (area, place, column) =>
    area && place >= area.top && place <= area.bottom && column >= area.left && column <= area.right;
  const each = (area, act) => {
    if (!area) return;
    for (let place = area.top; place <= area.bottom; place += 1) {
      for (let column = area.left; column <= area.right; column += 1) act(place, column);
    }
  };

  // `area` { top, bottom, left, right } by place; only what differs from before is written.
  const select = (area, at, fresh = false) => {
    if (fresh) {
      for (const one of body.querySelectorAll("[aria-selected]")) one.removeAttribute("aria-selected");
      selected = null;
    }
    const before = selected;
    each(before, (place, column) => { if (!holds(area, place, column)) mine(place, column, false); });
    each(area, (place, column) => { if (!holds(before, place, column)) mine(place, column, true); });
    selected = area;
    const now = at ? cell(at.key, at.column) : null;
    if (now === active) return;
    active?.classList.remove("active");
    active?.parentElement?.classList.remove("here");
    if (active) letters[active.cellIndex - 1]?.classList.remove("here");
    active = now;
    if (!now) return;
    now.id ||= `k${at.key}c${at.column}`;
    now.classList.add("active");
    now.parentElement.classList.add("here");
    letters[at.column].classList.add("here");
  };

  // Where a cell is in the frame's own scrolled measure: the one reading of layout.
  const box = (at) => at && ({ left: at.offsetLeft, top: at.offsetTop, width: at.offsetWidth, height: at.offsetHeight });

  // The room that the header, the sums and the labels cover at the edges of the frame.
  let room = { head: 0, foot: 0, stick: 0 };
  const measure = () => {
    room = {
      head: table.tHead.offsetHeight,
      foot: table.tFoot?.offsetHeight ?? 0,
      stick: [...stuck].reduce((sum, column) => sum + letters[column].offsetWidth, table.rows[0].cells[0].offsetWidth),
    };
  };

  const reveal = (at) => {
    if (!at) return;
    const { left, top, width, height } = box(at);
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = frame;
    if (top < scrollTop + room.head) frame.scrollTop = top - room.head;
    else if (top + height > scrollTop + clientHeight - room.foot) {
      frame.scrollTop = Math.min(top - room.head, top + height - clientHeight + room.foot);
    }
    if (at.classList.contains("stick")) return;
    if (left < scrollLeft + room.stick) frame.scrollLeft = left - room.stick;
    else if (left + width > scrollLeft + clientWidth) {
      frame.scrollLeft = Math.min(left - room.stick, left + width - clientWidth);
    }
  };

  // The rows that are in sight, and some around them: only their labels need to stay in sight.
  let near = new Set();
  let looking = 0;
  let sought = 0;
  const seek = () => {
    looking = 0;
    sought = frame.scrollTop;
    const from = frame.scrollTop - BEYOND;
    const to = frame.scrollTop + frame.clientHeight + BEYOND;
    const { keys } = model;
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines.get(keys[middle]).offsetTop < from) low = middle + 1;
      else high = middle;
    }
    const now = new Set();
    for (let place = low; place < keys.length; place += 1) {
      const line = lines.get(keys[place]);
      if (line.offsetTop > to) break;
      now.add(line);
    }
    for (const line of near) if (!now.has(line)) line.classList.remove("near");
    for (const line of now) if (!near.has(line)) line.classList.add("near");
    near = now;
  };
  const lookAround = () => { looking ||= requestAnimationFrame(seek); };

  // How many rows a page of the frame holds.
  const pageOf = (at) => Math.max(1, Math.floor((frame.clientHeight - room.head - room.foot) / Math.max(at?.offsetHeight ?? 30, 20)) - 1);

  layOut();
  makePattern();
  frame.addEventListener("scroll", () => {
    if (Math.abs(frame.scrollTop - sought) > BEYOND / 2) lookAround();
  }, { passive: true });
  new ResizeObserver(() => {
    measure();
    lookAround();
  }).observe(frame);
  new ResizeObserver(measure).observe(table.tHead);

  return { frame, table, body, cell, order, write, look, mark, others, followed, foot, select, box, reveal, pageOf, measure };
};
