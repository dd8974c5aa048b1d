// What is changed here on its way to the server: in order, several edits at once where the line is
// slower than the fingers, again and again until it is answered. Nobody waits for it.
import { createLine } from "./cells-line.js";
import { cellId } from "./cells-model.js";

const PATIENCE = 30_000;
const AGAIN = [1000, 2000, 4000, 8000, 15_000];
const DOOR = 5000; // how often one knocks while signed out

// hooks: take(answer), state(name, values), told(message), clashed(), refused(), settled(cells),
// undone(word, cells), refreshed() -> a promise
export const createSaving = ({ given, model, kept, token, hooks }) => {
  const { addresses } = given;
  const line = createLine({ model, kept });
  const { ops, clashes, refusals } = line;
  // Steps of this page that can be taken back: the numbers of the changes that each made.
  const done = [];
  const undone = [];
  let running = false;
  let failures = 0;
  let timer = 0;
  let trouble = ""; // "", "offline", "signed_out", "gone"
  let signIn = "";
  let why = "";

  const tell = () => {
    const n = line.count();
    if (trouble === "signed_out") hooks.state("signed_out", { n, address: signIn });
    else if (trouble === "gone") hooks.state("gone", { n, message: why });
    else if (trouble) hooks.state("offline", { n });
    else if (ops.length) hooks.state("saving", {});
    else if (refusals.size) hooks.state("refused", { n: refusals.size });
    else if (clashes.size) hooks.state("clashed", { n: clashes.size });
    else hooks.state("saved", {});
  };
  const changed = () => {
    line.keep();
    hooks.clashed();
    hooks.refused();
    tell();
  };

  // --- Into the line ---

  const edit = (cells, options) => {
    const touched = line.edit(cells, options);
    changed();
    run();
    return touched;
  };

  // Rows: `build(keys)` makes the new body from the keys of when it is sent.
  const rows = (build, { note = "", lines = null, together = null, then = () => {} } = {}) => {
    ops.push({ kind: "rows", build, note, kept: lines, together, then });
    line.keep();
    run();
  };

  // What is still waiting is taken back here; what has arrived, by the server.
  const undo = () => {
    const touched = line.takeBack();
    if (touched) {
      changed();
      hooks.settled(touched);
      hooks.undone("undone", touched);
      return;
    }
    ops.push({ kind: "undo", word: "undone", from: done, to: undone, made: [], touched: [] });
    run();
  };
  const redo = () => {
    ops.push({ kind: "undo", word: "redone", from: undone, to: done, made: [], touched: [] });
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
    if (op.kind === "cells") return post(addresses.cells, { what: op.what, cells: [...op.cells.values()] });
    if (op.kind === "rows") {
      // Sent again, it is the same request: where it had arrived, the rows are others by now.
      const what = op.kept?.texts.flat().some(Boolean) ? "pasted" : "rows";
      op.asked ??= { seen: model.keys, rows: op.build(model.keys), note: op.note, what };
      return op.asked.rows ? post(addresses.rows, op.asked) : null;
    }
    op.step ??= op.from.pop();
    op.left ??= op.step ? [...op.step].reverse() : [];
    return op.left.length ? post(addresses.undo, { change: op.left[0] }) : null;
  };

  const remember = ({ together }, change) => {
    if (change == null) return;
    const last = done.at(-1);
    if (together && last?.together === together) last.push(change);
    else done.push(Object.assign([change], { together }));
    undone.length = 0;
  };

  const arrived = (op, body) => {
    if (op.kind === "undo") {
      op.left.shift();
      if (body.change != null) op.made.push(body.change);
      op.touched.push(...(body.cells ?? []));
      hooks.take(body);
      if (op.left.length) return;
      if (op.made.length) op.to.push(op.made);
      ops.shift();
      hooks.undone(op.word, op.touched);
      return;
    }
    remember(op, body.change);
    if (op.kind === "cells") {
      const told = new Map((body.cells ?? []).map(([key, column, text]) => [cellId(key, column), text]));
      const textOf = (one) => told.get(cellId(one.key, one.column)) ?? one.text;
      line.arrived(textOf);
      const own = [...op.cells.values()];
      hooks.take({ ...body, cells: [...own.map((one) => [one.key, one.column, textOf(one)]), ...(body.cells ?? [])] });
      hooks.settled(own.map((one) => [one.key, one.column]), { rebase: true });
      return;
    }
    ops.shift();
    const before = new Set(model.keys);
    hooks.take(body);
    op.then(model.keys.filter((key) => !before.has(key)));
  };

  const clashed = (body) => {
    line.clashed(body.clashes);
    const nows = body.clashes.map(({ key, column, now }) => [key, column, now]);
    hooks.take({ ...body, cells: [...nows, ...(body.cells ?? [])] });
    hooks.settled(nows);
    hooks.clashed();
  };

  const refuse = async (op, body) => {
    const message = body.message ?? "";
    if (op.kept && !op.again) {
      // Rows that were typed are not lost because others were moved meanwhile; nor are they added
      // twice where only the answer was lost.
      await hooks.refreshed();
      op.again = true;
      if (!line.isThere(op)) {
        op.asked = null;
        return;
      }
      ops.shift();
      op.then([]);
      return;
    }
    if (line.refused(message)) return;
    // What could not be taken back stays what it is; what of the step was, can be brought back.
    if (op.kind === "undo" && op.made.length) op.to.push(op.made);
    if (op.kind === "cells") hooks.settled([...op.cells.values()].map((one) => [one.key, one.column]));
    hooks.refused();
    hooks.told(message);
    hooks.refreshed();
  };

  // The answer to the first in line: whether one may go on with the next.
  const answered = async (op, { status, body }) => {
    if (status === 403 && "signed_out" in body) {
      // Signed in again elsewhere: once more, with the token of now.
      if (!body.signed_out) return true;
      trouble = "signed_out";
      signIn = body.sign_in;
      timer = setTimeout(run, DOOR);
      return false;
    }
    if (status >= 400 && status !== 422 && !body.clashes) {
      // No draft any more, or not one's own: nothing is taken, and nothing typed is thrown away.
      trouble = "gone";
      why = body.message ?? "";
      return false;
    }
    trouble = "";
    if (status < 300) arrived(op, body);
    else if (body.clashes) clashed(body);
    else await refuse(op, body);
    return true;
  };

  const run = async () => {
    if (running) return;
    running = true;
    clearTimeout(timer);
    tell();
    try {
      for (let goesOn = true; goesOn && ops.length;) goesOn = await first();
    } finally {
      running = false;
      tell();
    }
  };

  // Send the first in line; whether one may go on with the next.
  const first = async () => {
    const [op] = ops;
    op.underWay = true;
    let answer;
    try {
      answer = await send(op);
    } catch (error) {
      fail(error.busy);
      return false;
    }
    failures = 0;
    let goesOn = true;
    if (answer) goesOn = await answered(op, answer);
    else nothingToDo(op);
    line.keep();
    tell();
    return goesOn;
  };

  const nothingToDo = (op) => {
    ops.shift();
    if (op.kind === "undo") hooks.undone(op.word === "undone" ? "nothing_to_undo" : "nothing_to_redo", []);
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
    clashes,
    refusals,
    token,
    count: line.count,
    busy: () => ops.length > 0,
    reached: () => {
      if (trouble && !ops.length) {
        trouble = "";
        tell();
      } else retry();
    },
    unreached: (kind, { address = "", message = "" } = {}) => {
      if (ops.length) return;
      trouble = kind;
      signIn = address || signIn;
      why = message;
      tell();
    },
    // Both at the cell: what was wanted here goes once more, or what is there now stays.
    settle: (id, wantMine) => {
      const one = clashes.get(id);
      if (!one) return;
      if (wantMine) edit([{ key: one.key, column: one.column, text: one.text }]);
      else clashes.delete(id);
      changed();
      hooks.settled([[one.key, one.column]]);
    },
    drop: (id) => {
      refusals.delete(id);
      changed();
    },
  };
};
