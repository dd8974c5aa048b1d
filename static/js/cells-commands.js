// What can be done with the selected cells and rows, whether a key, a button or a menu asks for it.
import { block, fromText, toHtml, toText } from "./cells-clipboard.js";

const FIGURES = new Set(["amount", "rate", "number"]);

export const createCommands = ({ model, view, cursor, editor, saving, tell, say, ask }) => {
  const wide = model.columns.length;
  const isFigure = model.columns.map(({ kind }) => FIGURES.has(kind));

  const spots = () => {
    const area = cursor.area();
    if (!area) return [];
    const found = [];
    for (let place = area.top; place <= area.bottom; place += 1) {
      for (let column = area.left; column <= area.right; column += 1) found.push({ key: model.keys[place], column });
    }
    return found;
  };

  const put = (cells, options) => {
    const written = saving.edit(cells, options);
    for (const [key, column] of written) view.write(key, column);
    editor.follow();
    return written.length;
  };

  // --- Copying ---

  const selectedTexts = () => {
    const area = cursor.area();
    if (!area) return [];
    return model.keys.slice(area.top, area.bottom + 1).map((key) =>
      Array.from({ length: area.right - area.left + 1 }, (_, at) => model.text(key, area.left + at)));
  };
  const copied = () => {
    const rows = selectedTexts();
    const { left } = cursor.area();
    return { rows, text: toText(rows), html: toHtml(rows, isFigure.slice(left)) };
  };
  const tellCopied = (rows) => tell(say("copied", { rows: rows.length, columns: rows[0].length }));

  const copy = (data) => {
    if (!cursor.active) return;
    const { rows, text, html } = copied();
    data.setData("text/plain", text);
    data.setData("text/html", html);
    tellCopied(rows);
  };
  const copyByButton = async () => {
    if (!cursor.active) return;
    const { rows, text, html } = copied();
    try {
      const made = (type, of) => ({ [type]: new Blob([of], { type }) });
      await navigator.clipboard.write([new ClipboardItem({ ...made("text/plain", text), ...made("text/html", html) })]);
      tellCopied(rows);
    } catch {
      tell(say("cannot_copy"));
    }
  };
  const clear = () => {
    const n = put(spots().map((spot) => ({ ...spot, text: "" })));
    if (n) tell(say("cleared", { n }));
  };

  // --- Pasting ---

  // Rows of the header that were copied with the figures: all that they say are heads of this table.
  const heads = new Set(model.columns.flatMap(({ name }) => name.split(" / ").map((word) => word.replace(/\s/g, ""))));
  const isHead = (row) => {
    const words = row.map((text) => text.replace(/\s/g, "")).filter(Boolean);
    return words.length > 1 && words.every((word) => heads.has(word));
  };

  const pasteRows = async (brought) => {
    const area = cursor.area();
    const first = brought.findIndex((row) => !isHead(row));
    if (!area || first < 0 || !brought[0]) return;
    const rows = brought.slice(first);
    let texts = rows;
    const [high, across] = [area.bottom - area.top + 1, area.right - area.left + 1];
    const width = Math.max(...rows.map((row) => row.length));
    // A block fills a selection that is a multiple of it; one value fills all of it.
    if (high % rows.length === 0 && across % width === 0 && (high > rows.length || across > width)) {
      texts = Array.from({ length: high }, (_, down) =>
        Array.from({ length: across }, (_, right) => rows[down % rows.length][right % width] ?? ""));
    }
    const fits = model.keys.length - area.top;
    const more = Math.max(texts.length - fits, 0);
    let adds = false;
    if (more) {
      const answer = await ask(say("longer", { n: more }), [
        ["add", say("add_rows", { n: more })],
        ["only", say("only_here")],
      ]);
      if (answer === null) return;
      adds = answer === "add";
    }
    let dropped = 0;
    const line = (row) => {
      dropped += row.slice(wide - area.left).filter(Boolean).length;
      return row.slice(0, wide - area.left);
    };
    const together = {};
    const cells = texts.slice(0, fits).flatMap((row, down) =>
      line(row).map((text, right) => ({ key: model.keys[area.top + down], column: area.left + right, text })));
    put(cells, { what: "pasted", together });
    if (adds) {
      const lines = texts.slice(fits).map((row) => {
        const full = Array(wide).fill("");
        line(row).forEach((text, right) => { full[area.left + right] = text; });
        return full;
      });
      addLines(lines, { together });
    }
    const reach = Math.min(area.top + texts.length, model.keys.length) - 1;
    cursor.select(
      { key: model.keys[area.top], column: area.left },
      { key: model.keys[reach], column: Math.min(area.left + Math.max(...texts.map((row) => row.length)), wide) - 1 },
    );
    editor.follow();
    const told = [say("pasted", { rows: adds ? texts.length : Math.min(texts.length, fits), columns: Math.min(width, wide - area.left) })];
    if (first) told.push(say("no_heads"));
    if (dropped) told.push(say("dropped", { n: dropped }));
    tell(told.join(say("comma")));
  };

  const pasteByButton = async () => {
    try {
      const [item] = await navigator.clipboard.read();
      const read = async (type) => (item.types.includes(type) ? (await item.getType(type)).text() : "");
      const [text, html] = [await read("text/plain"), await read("text/html")];
      await pasteRows(block({ getData: (type) => (type === "text/html" ? html : text) }));
    } catch {
      tell(say("cannot_paste"));
    }
  };

  // --- Filling ---

  const fill = (down) => {
    const area = cursor.area();
    if (!area) return;
    const [first, last] = down ? ["top", "bottom"] : ["left", "right"];
    // One row alone takes what stands above it, as in Excel.
    const from = area[first] === area[last] ? area[first] - 1 : area[first];
    if (from < 0) return;
    const cells = spots()
      .filter(({ key, column }) => (down ? model.place(key) : column) > from)
      .map(({ key, column }) => ({
        key, column, text: down ? model.text(model.keys[from], column) : model.text(key, from),
      }));
    const n = put(cells);
    tell(say("filled", { n }));
  };
  const fillAll = (text) => put(spots().map((spot) => ({ ...spot, text })));

  // --- Rows ---

  const given = (keys) => keys.map((key) => ({ key, cells: null }));
  const fresh = (texts) => ({ key: null, cells: texts.map((text) => text || null) });

  const addLines = (lines, { at = null, together = null } = {}) => {
    const build = (keys) => {
      const place = at ? keys.indexOf(at.key) : -1;
      const where = place < 0 ? keys.length : place + (at.below ? 1 : 0);
      return [...given(keys.slice(0, where)), ...lines.map(fresh), ...given(keys.slice(where))];
    };
    saving.rows(build, {
      together,
      lines: { at, texts: lines },
      then: (keys) => {
        if (!keys.length) return;
        tell(say("added", { n: keys.length }));
        if (lines.length === 1) cursor.go({ key: keys[0], column: cursor.active?.column ?? 0 });
        // The first row of a blank table gives the field its first place.
        if (document.activeElement === document.body) editor.focus();
      },
    });
  };
  const insert = (below) => {
    const keys = cursor.keys();
    const count = Math.max(keys.length, 1);
    const lines = Array.from({ length: count }, () => Array(wide).fill(""));
    addLines(lines, { at: keys.length ? { key: keys[below ? keys.length - 1 : 0], below } : null });
  };
  const remove = () => {
    const gone = new Set(cursor.keys());
    if (!gone.size) return;
    saving.rows((keys) => given(keys.filter((key) => !gone.has(key))), {
      then: () => tell(say("removed", { n: gone.size })),
    });
  };
  const move = (down) => {
    const moved = cursor.keys();
    if (!moved.length) return;
    const build = (keys) => {
      const at = keys.indexOf(moved[0]);
      const rest = keys.filter((key) => !moved.includes(key));
      const to = at + (down ? 1 : -1);
      if (at < 0 || to < 0 || to > rest.length) return null;
      return given([...rest.slice(0, to), ...moved.filter((key) => keys.includes(key)), ...rest.slice(to)]);
    };
    saving.rows(build, { then: () => tell(say("moved", { n: moved.length })) });
  };

  const commands = {
    "insert-above": () => insert(false),
    "insert-below": () => insert(true),
    "move-up": () => move(false),
    "move-down": () => move(true),
    "delete-rows": remove,
    "fill-down": () => fill(true),
    "fill-right": () => fill(false),
    clear,
    undo: () => saving.undo(),
    redo: () => saving.redo(),
    copy: copyByButton,
    paste: pasteByButton,
    edit: () => {
      editor.focus();
      editor.begin("in");
    },
    all: () => cursor.all(),
  };

  return {
    run: (name) => commands[name]?.(),
    has: (name) => name in commands,
    put, fillAll, clear, copy, addLines,
    cut: (data) => {
      copy(data);
      clear();
    },
    paste: (data) => pasteRows(block(data)),
    pasteText: (text) => pasteRows(fromText(text)),
    selectedTexts,
  };
};
