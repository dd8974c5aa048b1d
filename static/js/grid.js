// What the entry pages share: cells that are walked through and filled as in Excel, text with tabs
// as Excel copies it, and what the checks say beside cells. Pages are in entry.js and scores.js.
const entry = {};
window.entry = entry;

entry.words = JSON.parse(document.getElementById("entry-words").textContent);
entry.say = (name, values = {}) =>
  entry.words[name].replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

// --- Text with tabs ---

// A cell in quotes ends where a tab, a line break or the end follows: Excel leaves a cell that only
// begins with quotes as it is. The server reads it the same way (performance/admin/grids.py).
const CELL = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/y;

entry.parse = (text) => {
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const rows = [];
  let row = [];
  CELL.lastIndex = 0;
  for (let at = 0; at <= plain.length; at = CELL.lastIndex) {
    const cell = CELL.exec(plain);
    row.push((cell[1] === undefined ? cell[2] : cell[1].replaceAll('""', '"')).trim());
    if (cell[3] === "\t") continue;
    rows.push(row);
    row = [];
    if (cell[3] === "") break;
  }
  return rows;
};

const quoted = (cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
entry.format = (rows) => rows.map((row) => row.map(quoted).join("\t") + "\n").join("");

// --- Money, exactly ---

// A figure in a unit of 10 ** exponent fen as whole fen; 0 for nothing, null for what is no figure.
entry.fen = (text, exponent) => {
  const folded = text.normalize("NFKC").replace(/[\s,]/g, "").replace(/^[¥￥]/, "").replace(/^[−–]/, "-");
  if (["", "-", "--", "—", "——", "/", "无"].includes(folded)) return 0n;
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(folded);
  if (!match || !(match[2] || match[3])) return null;
  const fraction = (match[3] ?? "").slice(0, exponent).padEnd(exponent, "0");
  const fen = BigInt((match[2] || "0") + fraction);
  return match[1] ? -fen : fen;
};

entry.money = (fen, exponent) => {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, -exponent).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits.slice(-exponent).replace(/0+$/, "").padEnd(2, "0");
  return `${fen < 0n ? "-" : ""}${whole}.${fraction}`;
};

// --- Cells ---

entry.cell = (row, column) => row?.querySelector(`[data-column="${column}"]`) ?? null;
entry.rowOf = (cell) => cell.closest("tr");
entry.rows = (table) =>
  [...table.querySelectorAll("tr")].filter((row) => row.querySelector("[data-column]"));

entry.set = (cell, text) => {
  cell.value = cell.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, "");
  entry.fit(cell);
};

// Where a style sheet can't let a cell grow with its text.
const grows = CSS.supports("field-sizing", "content");
entry.fit = (cell) => {
  if (grows || cell.tagName !== "TEXTAREA") return;
  cell.style.height = "auto";
  cell.style.height = `${cell.scrollHeight}px`;
};

// Whether an arrow key would leave the text of a cell rather than move in it.
const leaves = (cell, up) => {
  if (cell.tagName !== "TEXTAREA") return true;
  const rest = up ? cell.value.slice(0, cell.selectionStart) : cell.value.slice(cell.selectionEnd);
  return !rest.includes("\n");
};

const go = (cell) => {
  cell.focus();
  cell.select();
};

// Arrows up and down, and Enter, walk through a column; `more` makes a row below the last one.
entry.walk = (table, more = () => null) => {
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-column]");
    // While Chinese is being composed, the keys belong to the input method.
    if (!cell || event.isComposing || event.keyCode === 229) return;
    const enter = event.key === "Enter";
    if (enter && (event.altKey || event.shiftKey)) {
      if (cell.tagName === "TEXTAREA" && event.altKey) {
        event.preventDefault();
        cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
        cell.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const up = event.key === "ArrowUp";
    if (!enter && !((up || event.key === "ArrowDown") && leaves(cell, up))) return;
    event.preventDefault();
    const rows = entry.rows(table);
    const from = rows.indexOf(entry.rowOf(cell));
    const others = up ? rows.slice(0, from).reverse() : rows.slice(from + 1);
    const column = cell.dataset.column;
    const next = others.map((row) => entry.cell(row, column)).find(Boolean);
    if (next) go(next);
    else if (enter) {
      const row = more();
      if (row) go(entry.cell(row, column));
    }
  });
};

// What is pasted as rows or columns fills the cells from the focused one on. `prepare` may take the
// pasted rows for other columns than those that follow the focused one.
entry.paste = (table, columns, { before, row, after, prepare = (rows, into) => ({ rows, into }) }) => {
  table.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-column]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n\r]/.test(text)) return;
    event.preventDefault();
    const pasted = entry.parse(text);
    if (pasted.length === 1 && pasted[0].length === 1) {
      // One cell of Excel ends with a line break; typed over what is selected, with its own undo.
      if (!document.execCommand("insertText", false, pasted[0][0])) entry.set(cell, pasted[0][0]);
      return;
    }
    before();
    const following = columns.slice(columns.indexOf(cell.dataset.column));
    const { rows: texts, into } = prepare(pasted, following);
    const rows = entry.rows(table);
    const at = rows.indexOf(entry.rowOf(cell));
    const filled = [];
    let dropped = 0;
    texts.forEach((row_, offset) => {
      const target = rows[at + offset] ?? row();
      if (!target) return;
      row_.forEach((one, place) => {
        const to = into[place] ? entry.cell(target, into[place]) : null;
        if (to) entry.set(to, one);
        else if (one) dropped += 1;
      });
      filled.push(target);
    });
    after(filled, into.filter(Boolean), dropped);
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

// --- What the checks say ---

const NUMBERED = new Set(["error", "warning", "rounding"]);

entry.clear = (root) => {
  for (const cell of root.querySelectorAll("[aria-invalid]")) cell.removeAttribute("aria-invalid");
  for (const cell of root.querySelectorAll("[data-described]")) {
    cell.removeAttribute("aria-describedby");
    delete cell.dataset.described;
  }
  for (const marked of root.querySelectorAll(".is-error, .is-warning")) {
    marked.classList.remove("is-error", "is-warning");
  }
  for (const mark of root.querySelectorAll("td > .mark")) mark.remove();
  for (const note of root.querySelectorAll(".said, tr.note .told-here")) note.replaceChildren();
};

const paragraph = (one) => {
  const said = document.createElement("p");
  const kind = one.severity === "error" ? "error" : "warning";
  said.className = kind;
  const mark = document.createElement("strong");
  mark.textContent = entry.words[kind];
  said.append(mark, ` ${one.message}`);
  return said;
};

// `place(one)` finds { cell, box, note, label } of what is said: the control, its td or row, where
// the message goes, and how the list names it. The list jumps to the control.
entry.show = (form, said, place) => {
  entry.clear(form);
  const section = document.getElementById("findings");
  const list = section.querySelector("ol");
  list.replaceChildren();
  const counts = { error: 0, warning: 0 };
  said.filter((one) => NUMBERED.has(one.severity)).forEach((one, number) => {
    const kind = one.severity === "error" ? "error" : "warning";
    counts[kind] += 1;
    const at = place(one);
    const item = document.createElement("li");
    item.className = kind;
    const mark = document.createElement("span");
    mark.className = `mark ${kind}`;
    mark.textContent = `${entry.words[kind]} ${number + 1}`;
    item.append(mark, " ");
    if (at?.cell) {
      const jump = document.createElement("button");
      jump.type = "button";
      jump.className = "jump";
      jump.textContent = at.label;
      jump.addEventListener("click", () => {
        at.cell.focus();
        at.cell.scrollIntoView({ block: "center" });
      });
      item.append(jump, " ");
      describe(at, one, kind, number + 1);
    }
    item.append(one.message);
    list.append(item);
  });
  section.hidden = !list.childElementCount;
  const told = [];
  if (counts.error) told.push(entry.say("errors", { n: counts.error }));
  if (counts.warning) told.push(entry.say("warnings", { n: counts.warning }));
  return { text: told.join(entry.words.comma), kind: counts.error ? "error" : "warning" };
};

const describe = (at, one, kind, number) => {
  const said = paragraph(one);
  if (at.note) {
    at.note.append(said);
    if (at.note.closest("tr.note")) at.note.closest("tr.note").hidden = false;
    at.note.id ||= `note-${Math.random().toString(36).slice(2)}`;
    at.cell.setAttribute("aria-describedby", at.note.id);
    at.cell.dataset.described = "";
  }
  if (kind === "error") at.cell.setAttribute("aria-invalid", "true");
  at.box?.classList.add(`is-${kind}`);
  if (at.box?.matches("td")) {
    const mark = document.createElement("span");
    mark.className = `mark ${kind}`;
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = number;
    at.box.append(mark);
  }
};

// --- Asking the server ---

// Sends the form half a second after the last input; the newest answer counts.
entry.live = (form, address, { collect, show, delay = 500 }) => {
  const state = document.getElementById("entry-state");
  let timer = 0;
  let asked = null;
  let signedOut = false;
  const tell = (text, kind = "") => {
    state.textContent = text;
    state.dataset.kind = kind;
  };
  const send = (signal) =>
    fetch(address, { method: "POST", body: new FormData(form), signal, redirect: "error" });
  // Who signs in again in another window gets another token, which this page takes over.
  const renew = async (answer) => {
    const { signed_out, sign_in, token } = await answer.json();
    form.elements.csrfmiddlewaretoken.value = token;
    signedOut = signed_out;
    if (!signedOut) return;
    tell("", "error");
    const link = Object.assign(document.createElement("a"), { href: sign_in, target: "_blank" });
    link.textContent = entry.words.signed_out;
    state.append(link);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    collect();
    tell(entry.words.checking, "busy");
    try {
      let answer = await send(signal);
      if (answer.status === 403) {
        await renew(answer);
        if (signedOut) return;
        answer = await send(signal);
      }
      // A draft that is gone says so itself.
      if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
      const said = await answer.json();
      if (signal.aborted) return;
      const told = show(said);
      tell(told.text || entry.words.fine, told.text ? told.kind : "fine");
    } catch (error) {
      if (error.name !== "AbortError") tell(entry.words.offline, "error");
    }
  };
  form.addEventListener("input", () => {
    // What was answered before, or is being answered, is about other words than these.
    asked?.abort();
    if (state.dataset.kind !== "busy") tell(entry.words.checking, "busy");
    clearTimeout(timer);
    timer = setTimeout(ask, delay);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    asked?.abort();
    collect();
  });
  window.addEventListener("focus", () => {
    if (signedOut) ask();
  });
  return ask;
};
