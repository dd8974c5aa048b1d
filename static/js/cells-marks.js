// What stands at cells beside their texts: marks of findings, frames of others, what has just changed.
import { cellId } from "./cells-model.js";

const WORST = ["error", "problem", "unknown", "warning", "rounding"];
const FRAMES = 6; // colours of others, in cells.css
const A_MOMENT = 1800;

export const createMarks = ({ model, cell, letters }) => {
  const marked = new Map(); // cell id -> { at, name } of its mark
  const framed = new Map(); // cell id -> its td

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
      if (now && `is-${now.kind}` === name && now.symbol === at.dataset.symbol && at.isConnected) continue;
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
      head.classList.remove("is-marked", ...WORST.map((kind) => `is-${kind}`));
      if (one) head.classList.add("is-marked", `is-${one.severity}`);
    });
  };

  const others = (present) => {
    const now = new Map();
    for (const one of present) {
      if (one.key == null || one.column == null) continue;
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
    if (shown.length) setTimeout(() => { for (const at of shown) at.classList.remove("followed"); }, A_MOMENT);
  };

  return { mark, others, followed };
};
