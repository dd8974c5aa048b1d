// What waits to be sent, in order, and what cannot go on its way: clashes and refusals. It knows what
// was seen at each cell, keeps all of it in the browser's storage, and asks nothing of the server.
import { cellId } from "./cells-model.js";

export const createLine = ({ model, kept }) => {
  const ops = []; // operations in order; the first one may be under way
  const clashes = new Map(); // cell id -> { key, column, seen, now, text, by }
  const refusals = new Map(); // cell id -> { key, column, seen, text, message }

  const cellsOp = (what, together, cells = new Map()) => ({ kind: "cells", what, together, cells, undo: [] });
  const waits = (id) => ops.some((op) => op.kind === "cells" && op.cells.has(id));

  // Every cell once, with what was seen before the first of its texts and the last of them.
  const unsaved = () => {
    const cells = new Map();
    for (const op of ops) {
      if (op.kind !== "cells") continue;
      for (const [id, one] of op.cells) cells.set(id, { ...one, seen: cells.has(id) ? cells.get(id).seen : one.seen });
    }
    for (const [id, one] of [...clashes, ...refusals]) if (!cells.has(id)) cells.set(id, one);
    return { cells: [...cells.values()], lines: ops.flatMap((op) => (op.kept ? [op.kept] : [])) };
  };
  const count = () => {
    const { cells, lines } = unsaved();
    return lines.reduce((sum, one) => sum + one.texts.length, cells.length);
  };
  const keep = () => {
    const { cells, lines } = unsaved();
    kept.keep(cells.map(({ key, column, seen, text }) => ({ key, column, seen: seen ?? model.held(key, column), text })), lines);
  };

  // cells [{ key, column, text, seen? }]: `seen` where it was read earlier than now. Returns the cells
  // whose text is another one now.
  const edit = (cells, { what = "typed", together = null } = {}) => {
    const wanted = [];
    for (const one of cells) {
      const id = cellId(one.key, one.column);
      // Somebody has removed the row: what was typed there is shown, not dropped.
      if (!model.has(one.key)) refusals.set(id, { seen: "", ...one, message: "" });
      else if (model.text(one.key, one.column) !== one.text || clashes.has(id)) wanted.push([id, one]);
    }
    if (!wanted.length) return [];
    let op = ops.at(-1);
    if (op?.kind !== "cells" || op.underWay || op.what !== what || op.together !== together) {
      op = cellsOp(what, together);
      ops.push(op);
    }
    op.undo.push(wanted.map(([id]) => [id, op.cells.get(id) ?? null, model.mine.get(id)]));
    for (const [id, { key, column, text, seen }] of wanted) {
      const before = op.cells.get(id);
      // What one before it on the way will leave there is not known yet.
      const read = before ? before.seen
        : waits(id) ? undefined
          : clashes.get(id)?.now ?? seen ?? model.held(key, column);
      op.cells.set(id, { key, column, seen: read, text });
      clashes.delete(id);
      refusals.delete(id);
      model.mine.set(id, text);
    }
    return wanted.map(([, { key, column }]) => [key, column]);
  };

  // Take back the last step that is still waiting; null where none is.
  const takeBack = () => {
    const op = ops.at(-1);
    if (op?.kind !== "cells" || op.underWay || !op.undo.length) return null;
    const touched = [];
    for (const [id, before, shown] of op.undo.pop().reverse()) {
      const { key, column } = op.cells.get(id);
      if (before) op.cells.set(id, before);
      else op.cells.delete(id);
      if (shown === undefined) model.mine.delete(id);
      else model.mine.set(id, shown);
      touched.push([key, column]);
    }
    if (!op.cells.size) ops.pop();
    return touched;
  };

  const next = (id) => ops.find((op) => op.kind === "cells" && op.cells.has(id))?.cells.get(id);

  // The first operation has arrived, and left `textOf(cell)` at each cell: what the next one saw.
  const arrived = (textOf) => {
    const op = ops.shift();
    for (const [id, one] of op.cells) {
      const later = next(id);
      if (later) later.seen = textOf(one);
      else model.mine.delete(id);
    }
  };

  // Somebody wrote at cells of the first operation meanwhile: those wait for a choice, with the last
  // text that was wanted there; the others go on their way.
  const clashed = (told) => {
    const op = ops.shift();
    const others = new Map(op.cells);
    for (const { key, column, now, by } of told) {
      const id = cellId(key, column);
      const one = others.get(id);
      if (!one) continue;
      others.delete(id);
      let { text } = one;
      for (const later of ops) {
        if (later.kind !== "cells" || !later.cells.has(id)) continue;
        ({ text } = later.cells.get(id));
        later.cells.delete(id);
        later.undo = [];
      }
      clashes.set(id, { key, column, seen: one.seen, now, text, by });
      model.mine.delete(id);
    }
    for (let at = ops.length - 1; at >= 0; at -= 1) {
      if (ops[at].kind === "cells" && !ops[at].cells.size) ops.splice(at, 1);
    }
    if (others.size) ops.unshift(cellsOp(op.what, op.together, others));
  };

  // The first operation is refused for good. Of several cells each is tried by itself, so that one
  // refused holds none back: then this is true.
  const refused = (message) => {
    const op = ops.shift();
    if (op.kind !== "cells") return false;
    if (op.cells.size > 1) {
      const together = op.together ?? op;
      ops.unshift(...[...op.cells].map(([id, one]) => cellsOp(op.what, together, new Map([[id, one]]))));
      return true;
    }
    for (const [id, one] of op.cells) {
      const later = next(id);
      if (later) later.seen = one.seen;
      else {
        refusals.set(id, { ...one, message });
        model.mine.delete(id);
      }
    }
    return false;
  };

  // Whether the rows that an operation adds have come in already: only its answer was lost.
  const isThere = (op) => {
    const before = new Set(op.asked.seen);
    const fresh = model.keys.filter((key) => !before.has(key));
    const words = model.columns.flatMap(({ kind }, column) => (kind === "amount" ? [] : [column]));
    return fresh.length === op.kept.texts.length
      && fresh.every((key, at) => words.every((column) => model.held(key, column) === (op.kept.texts[at][column] ?? "")));
  };

  return { ops, clashes, refusals, count, keep, edit, takeBack, arrived, clashed, refused, isThere };
};
