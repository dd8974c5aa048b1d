// What is changed here on its way to the server: in order, several edits at once where the line is
// slower than the fingers, kept until it is answered. Nobody waits for it.
import { cellId } from "./cells-model.js";

const PATIENCE = 30_000;
const AGAIN = [1000, 2000, 4000, 8000, 15_000];
const DOOR = 5000; // how often one knocks while signed out

// A step of this page that can be taken back: the numbers of the changes that it made.
const createSteps = () => {
  const done = [];
  const undone = [];
  return {
    done,
    undone,
    made: (step) => {
      if (!step.length) return;
      done.push(step);
      undone.length = 0;
    },
  };
};

// hooks: take(answer), state(name, values), told(message), clashed(), refused(), settled(cells),
// undone(word, cells), refreshed() -> a promise
export const createSaving = ({ given, model, kept, token, hooks }) => {
  const line = []; // operations in order; the first one may be under way
  const clashes = new Map(); // cell id -> { key, column, seen, now, text, by }
  const refusals = new Map(); // cell id -> { key, column, seen, text, message }
  const steps = createSteps();
  let running = false;
  let failures = 0;
  let timer = 0;
  let signIn = "";
  let trouble = ""; // "", "offline", "signed_out", "gone"
  let why = "";

  // --- What has not arrived ---

  const unsaved = () => {
    const cells = new Map();
    for (const op of line) {
      if (op.kind !== "cells") continue;
      for (const [id, one] of op.cells) {
        const before = cells.get(id);
        cells.set(id, { ...one, seen: before ? before.seen : one.seen });
      }
    }
    for (const one of [...clashes, ...refusals].map(([, told]) => told)) {
      const id = cellId(one.key, one.column);
      if (!cells.has(id)) cells.set(id, { key: one.key, column: one.column, seen: one.seen, text: one.text });
    }
    const lines = line.filter((op) => op.kept).map((op) => op.kept);
    return { cells: [...cells.values()], lines };
  };
  const count = () => {
    const { cells, lines } = unsaved();
    return cells.length + lines.reduce((sum, one) => sum + one.texts.length, 0);
  };
  const keep = () => {
    const { cells, lines } = unsaved();
    kept.keep(cells.map(({ key, column, seen, text }) => ({ key, column, seen: seen ?? model.held(key, column), text })), lines);
  };

  const tell = () => {
    if (trouble === "signed_out") hooks.state("signed_out", { n: count(), address: signIn });
    else if (trouble === "gone") hooks.state("gone", { message: why, n: count() });
    else if (trouble) hooks.state("offline", { n: count() });
    else if (line.length) hooks.state("saving", {});
    else if (refusals.size) hooks.state("refused", { n: refusals.size });
    else if (clashes.size) hooks.state("clashed", { n: clashes.size });
    else hooks.state("saved", {});
  };

  // --- Into the line ---

  const waiting = (id, from = 0) => line.slice(from).some((op) => op.kind === "cells" && op.cells.has(id));

  // cells [{ key, column, text, seen? }]: `seen` where it was read earlier than now.
  const edit = (cells, { what = "typed", together = null } = {}) => {
    for (const one of cells) {
      // Somebody has removed the row: what was typed there is shown, not dropped.
      if (!model.has(one.key)) refusals.set(cellId(one.key, one.column), { seen: "", ...one, message: "" });
    }
    const wanted = cells.filter((one) => model.has(one.key) && (model.text(one.key, one.column) !== one.text || clashes.has(cellId(one.key, one.column))));
    if (!wanted.length) {
      hooks.refused();
      return [];
    }
    let op = line.at(-1);
    if (!op || op.kind !== "cells" || op.underWay || op.what !== what || op.together !== together) {
      op = { kind: "cells", what, together, cells: new Map(), undo: [] };
      line.push(op);
    }
    const step = [];
    for (const { key, column, text, seen } of wanted) {
      const id = cellId(key, column);
      const before = op.cells.get(id);
      const clash = clashes.get(id);
      step.push([id, before ?? null, model.mine.get(id)]);
      const read = before
        ? before.seen
        : waiting(id) ? undefined // what the one before it leaves there
        : clash ? clash.now
        : seen ?? model.held(key, column);
      op.cells.set(id, { key, column, seen: read, text });
      clashes.delete(id);
      refusals.delete(id);
      model.mine.set(id, text);
    }
    op.undo.push(step);
    keep();
    hooks.clashed();
    hooks.refused();
    run();
    return wanted.map(({ key, column }) => [key, column]);
  };

  // Rows: `build(keys)` makes the new body from the keys of when it is sent.
  const rows = (build, { note = "", lines = null, together = null, then = () => {} } = {}) => {
    line.push({ kind: "rows", build, note, kept: lines, together, then });
    keep();
    run();
  };

  // What is still waiting is taken back here; what has arrived, by the server.
  const undo = () => {
    const op = line.at(-1);
    if (op?.kind === "cells" && !op.underWay && op.undo.length) {
      const touched = [];
      for (const [id, before, shown] of op.undo.pop().reverse()) {
        const { key, column } = op.cells.get(id);
        if (before) op.cells.set(id, before);
        else op.cells.delete(id);
        if (shown === undefined) model.mine.delete(id);
        else model.mine.set(id, shown);
        touched.push([key, column]);
      }
      if (!op.cells.size) line.pop();
      keep();
      tell();
      hooks.settled(touched);
      hooks.undone("undone", touched);
      return;
    }
    line.push({ kind: "undo", word: "undone", from: steps.done, to: steps.undone });
    run();
  };
  const redo = () => {
    line.push({ kind: "undo", word: "redone", from: steps.undone, to: steps.done });
    run();
  };

  // --- On the way ---

  const post = async (address, asked) => {
    const answer = await fetch(address, {
      method: "POST",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
      body: JSON.stringify({ page: kept.page, since: model.revision < 0 ? null : model.revision, ...asked }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const known = answer.headers.get("Content-Type")?.includes("json");
    // Neither an answer nor a refusal of ours: the server is busy, or somebody else answers for it.
    if (!known || answer.status >= 500) throw Object.assign(new Error(String(answer.status)), { busy: true });
    const body = await answer.json();
    if (body.token) token.value = body.token;
    return { status: answer.status, body };
  };

  const send = (op) => {
    const { addresses } = given;
    if (op.kind === "cells") {
      return post(addresses.cells, { what: op.what, cells: [...op.cells.values()] });
    }
    if (op.kind === "rows") {
      // Sent again, it is the same request: where it had arrived, the rows are others by now.
      op.asked ??= { seen: model.keys, rows: op.build(model.keys), note: op.note, what: op.kept?.texts.flat().some(Boolean) ? "pasted" : "rows" };
      return op.asked.rows ? post(addresses.rows, op.asked) : null;
    }
    op.step ??= op.from.pop();
    op.left ??= op.step ? [...op.step].reverse() : [];
    op.made ??= [];
    op.touched ??= [];
    return op.left.length ? post(addresses.undo, { change: op.left[0] }) : null;
  };

  const remember = (op, change) => {
    if (op.kind === "undo" || change == null) return;
    const last = steps.done.at(-1);
    if (op.together && last?.together === op.together) last.push(change);
    else steps.made(Object.assign([change], { together: op.together }));
  };

  // What the next in line saw is what this one has left there.
  const pass = (op, seenOf) => {
    for (const [id, one] of op.cells) {
      const next = line.slice(1).find((later) => later.kind === "cells" && later.cells.has(id));
      if (next) next.cells.get(id).seen = seenOf(one);
      else model.mine.delete(id);
    }
  };

  const arrived = (op, body) => {
    if (op.kind === "undo") {
      op.left.shift();
      if (body.change != null) op.made.push(body.change);
      hooks.take(body);
      op.touched = [...op.touched, ...(body.cells ?? [])];
      if (op.left.length) return;
      if (op.made.length) op.to.push(op.made);
      line.shift();
      hooks.undone(op.word, op.touched);
      return;
    }
    remember(op, body.change);
    if (op.kind === "cells") {
      const told = new Map((body.cells ?? []).map(([key, column, text]) => [cellId(key, column), text]));
      const texts = (one) => told.get(cellId(one.key, one.column)) ?? one.text;
      pass(op, texts);
      line.shift();
      const own = [...op.cells.values()];
      hooks.take({ ...body, cells: [...own.map((one) => [one.key, one.column, texts(one)]), ...(body.cells ?? [])] });
      hooks.settled(own.map((one) => [one.key, one.column]), { rebase: true });
    } else {
      line.shift();
      const before = new Set(model.keys);
      hooks.take(body);
      op.then(model.keys.filter((key) => !before.has(key)));
    }
  };

  // Somebody wrote there meanwhile: those cells are asked about, the others go on their way.
  const clashed = (op, body) => {
    line.shift();
    const others = new Map(op.cells);
    for (const { key, column, now, by } of body.clashes) {
      const id = cellId(key, column);
      const one = others.get(id);
      if (!one) continue;
      others.delete(id);
      let text = one.text;
      for (const later of line) {
        if (later.kind !== "cells" || !later.cells.has(id)) continue;
        text = later.cells.get(id).text;
        later.cells.delete(id);
      }
      clashes.set(id, { key, column, seen: one.seen, now, text, by });
      model.mine.delete(id);
    }
    for (let at = line.length - 1; at >= 0; at -= 1) {
      if (line[at].kind === "cells" && !line[at].cells.size) line.splice(at, 1);
    }
    if (others.size) line.unshift({ kind: "cells", what: op.what, together: op.together, cells: others, undo: [] });
    const nows = body.clashes.map(({ key, column, now }) => [key, column, now]);
    hooks.take({ ...body, cells: [...nows, ...(body.cells ?? [])] });
    hooks.settled(body.clashes.map(({ key, column }) => [key, column]));
    hooks.clashed();
  };

  // Whether the rows that an operation adds have come in already.
  const isThere = (op) => {
    const before = new Set(op.asked.seen);
    const fresh = model.keys.filter((key) => !before.has(key));
    const words = model.columns.flatMap(({ kind }, column) => (kind === "amount" ? [] : [column]));
    return fresh.length === op.kept.texts.length
      && fresh.every((key, at) => words.every((column) => model.held(key, column) === (op.kept.texts[at][column] ?? "")));
  };

  // Refused for good: of several cells each is tried by itself, so that one refused holds none back.
  const refuse = async (op, body) => {
    const message = body.message ?? "";
    if (op.kept && !op.again) {
      // Rows that were typed are not lost because others were moved meanwhile; nor are they added
      // twice where only the answer was lost.
      await hooks.refreshed();
      op.again = true;
      if (!isThere(op)) {
        op.asked = null;
        return;
      }
      line.shift();
      op.then([]);
      return;
    }
    line.shift();
    if (op.kind === "cells" && op.cells.size > 1) {
      const single = [...op.cells].map(([id, one]) => ({
        kind: "cells", what: op.what, together: op.together ?? op, cells: new Map([[id, one]]), undo: [],
      }));
      line.unshift(...single);
      return;
    }
    if (op.kind === "cells") {
      for (const [id, one] of op.cells) {
        const next = line.find((later) => later.kind === "cells" && later.cells.has(id));
        if (next) {
          next.cells.get(id).seen = one.seen;
          continue;
        }
        refusals.set(id, { ...one, message });
        model.mine.delete(id);
      }
      hooks.settled([...op.cells.values()].map((one) => [one.key, one.column]));
      hooks.refused();
    } else if (op.kind === "undo" && op.step) {
      // What could not be taken back stays what it is; the rest of the step too.
      if (op.made.length) op.to.push(op.made);
    }
    hooks.told(message);
    hooks.refreshed();
  };

  const run = async () => {
    if (running) return;
    running = true;
    clearTimeout(timer);
    tell();
    while (line.length) {
      const op = line[0];
      op.underWay = true;
      let answer;
      try {
        answer = await send(op);
      } catch (error) {
        fail(error.busy);
        break;
      }
      failures = 0;
      if (answer === null) {
        // Nothing is left to do.
        line.shift();
        if (op.kind === "undo") hooks.undone(op.word === "undone" ? "nothing_to_undo" : "nothing_to_redo", []);
      }
      else if (answer.status === 403 && "signed_out" in answer.body) {
        if (answer.body.signed_out) {
          trouble = "signed_out";
          signIn = answer.body.sign_in;
          timer = setTimeout(run, DOOR);
          break;
        }
        continue; // signed in again elsewhere: once more with the token of now
      } else if (answer.status !== 422 && answer.status >= 400 && !answer.body.clashes) {
        // No draft any more, or not one's own: nothing is taken, and nothing typed is thrown away.
        trouble = "gone";
        why = answer.body.message ?? "";
        break;
      } else {
        trouble = "";
        if (answer.status < 300) arrived(op, answer.body);
        else if (answer.status === 409 && answer.body.clashes) clashed(op, answer.body);
        else await refuse(op, answer.body);
      }
      keep();
      tell();
    }
    running = false;
    tell();
  };

  // A server that is busy for a moment is no line that is gone.
  const fail = (busy = false) => {
    if (!busy || failures > 1) trouble = "offline";
    timer = setTimeout(run, AGAIN[Math.min(failures, AGAIN.length - 1)]);
    failures += 1;
  };

  // The line is there again, or somebody has signed in: the other ways of asking tell.
  const retry = () => {
    if (trouble) run();
  };
  window.addEventListener("online", retry);
  window.addEventListener("focus", retry);

  return {
    edit,
    rows,
    undo,
    redo,
    retry,
    clashes,
    refusals,
    count,
    token,
    reached: () => {
      if (trouble && !line.length) {
        trouble = "";
        tell();
      } else retry();
    },
    unreached: (kind, { address = "", message = "" } = {}) => {
      if (line.length) return;
      trouble = kind;
      signIn = address || signIn;
      why = message;
      tell();
    },
    busy: () => line.length > 0,
    // Both at the cell: what was wanted here goes once more, or what is there now stays.
    settle: (id, wantMine) => {
      const one = clashes.get(id);
      if (!one) return;
      if (wantMine) edit([{ key: one.key, column: one.column, text: one.text, seen: one.now }]);
      else clashes.delete(id);
      keep();
      hooks.settled([[one.key, one.column]]);
      hooks.clashed();
      tell();
    },
    drop: (id) => {
      refusals.delete(id);
      keep();
      hooks.refused();
      tell();
    },
  };
};
