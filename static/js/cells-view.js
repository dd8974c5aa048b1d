// The grid as one sees it: a light cell for every text, the running sums, the selection, what is in
// sight. Writes only what differs; asks for no layout but in `box`.
import { element, layOut } from "./cells-layout.js";
import { createMarks } from "./cells-marks.js";
import { cellId } from "./cells-model.js";

const KINDS = ["total", "heading"];
const LEVELS = ["level-1", "level-2", "level-3", "level-4"];
// Rows are near the frame so many pixels around it; looked for anew once half of that was scrolled.
const BEYOND = 1600;

export const createView = ({ table, given, model, say }) => {
  const { columns } = given;
  const { frame, heads, letters, bare, stuck } = layOut({ table, given, model, say });
  const body = element("tbody");
  const lines = new Map(); // key -> its tr
  let selected = null;
  let active = null;
  table.tBodies[0]?.remove();
  table.tHead.after(body);

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

  makePattern();
  frame.addEventListener("scroll", () => {
    if (Math.abs(frame.scrollTop - sought) > BEYOND / 2) lookAround();
  }, { passive: true });
  new ResizeObserver(() => {
    measure();
    lookAround();
  }).observe(frame);
  new ResizeObserver(measure).observe(table.tHead);

  return { frame, table, body, cell, order, write, look, foot, select, box, reveal, pageOf, measure, ...createMarks({ model, cell, letters }) };
};
