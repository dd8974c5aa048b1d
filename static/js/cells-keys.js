// Keys, clipboard and mouse of the grid: what each asks for.

// name -> [down, right]
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const WITH_CONTROL = { a: "all", d: "fill-down", r: "fill-right", y: "redo" };
const TEXT_PLACE = new Set(["Home", "End", "PageUp", "PageDown"]);

export const listen = ({ model, view, cursor, editor, commands, codes, findings, help, stateTold, tell, say }) => {
  const { field } = editor;
  let leaving = false;

  const page = (sign, extend) => {
    const at = cursor.active && view.cell(cursor.active.key, cursor.active.column);
    cursor.step(sign * view.pageOf(at), 0, { extend });
  };

  // Walking about: true where the key was ours.
  const walk = (event) => {
    const { key, shiftKey: shift, altKey: alt } = event;
    const control = event.ctrlKey || event.metaKey;
    const letter = key.toLowerCase();
    if (leaving) {
      leaving = false;
      if (key === "Tab") return false; // the browser's own way out
    }
    if (alt && shift && (key === "ArrowUp" || key === "ArrowDown")) {
      commands.run(key === "ArrowUp" ? "move-up" : "move-down");
    } else if (alt) return false;
    else if (ARROWS[key]) cursor.step(...ARROWS[key], { extend: shift, far: control });
    else if (key === "Tab" && !control) return cursor.walk(0, shift ? -1 : 1);
    else if (key === "Enter" && !control) cursor.walk(shift ? -1 : 1, 0);
    else if (key === "Home" || key === "End") edge(key === "End", control, shift);
    else if (key === "PageUp" || key === "PageDown") page(key === "PageUp" ? -1 : 1, shift);
    else if (key === "F2") editor.begin("in");
    else if (key === "F8") findings.next(shift ? -1 : 1);
    else if (key === "F1" || (key === "?" && !control)) help();
    else if (key === "Delete") commands.clear();
    else if (key === "Backspace" && !control) editor.begin("over", "");
    else if (key === "Escape") {
      leaving = true;
      tell(say("leave"));
    } else if (key === " " && shift && !control) cursor.rows(cursor.active?.key, {});
    else if (key === " " && control) cursor.columns(cursor.active?.column ?? 0);
    else if (control && letter === "z") commands.run(shift ? "redo" : "undo");
    else if (control && !shift && WITH_CONTROL[letter]) commands.run(WITH_CONTROL[letter]);
    else return false;
    return true;
  };

  const edge = (end, control, extend) => {
    const wide = Number.MAX_SAFE_INTEGER;
    if (control) cursor.goTo(end ? wide : 0, end ? wide : 0, { extend });
    else cursor.goTo(cursor.area() ? cursorRow(extend) : 0, end ? wide : 0, { extend });
  };
  const cursorRow = (extend) => model.place((extend ? cursor.head : cursor.active).key);

  // Inside a cell.
  const write = (event) => {
    const { key, shiftKey: shift, altKey: alt } = event;
    const control = event.ctrlKey || event.metaKey;
    if (codes.key(event)) return true;
    if (key === "Enter" && alt) editor.breakLine();
    else if (key === "Enter" && control) {
      const text = field.value;
      editor.finish(false);
      commands.fillAll(text);
    } else if (key === "Enter") {
      editor.finish();
      cursor.walk(shift ? -1 : 1, 0);
    } else if (key === "Tab" && !control) {
      editor.finish();
      cursor.walk(0, shift ? -1 : 1);
    } else if (key === "Escape") editor.finish(false);
    else if (key === "F2") editor.begin(editor.mode === "in" ? "over" : "in");
    else if (editor.mode === "over" && !alt && (ARROWS[key] || TEXT_PLACE.has(key))) {
      editor.finish();
      walk(event);
    } else return false;
    return true;
  };

  field.addEventListener("keydown", (event) => {
    // While Chinese is being composed, the keys belong to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    // Nothing waits to be saved by hand; the habit is answered with how things stand.
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      editor.finish();
      stateTold();
      return;
    }
    if (editor.mode === null ? walk(event) : write(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  // --- Clipboard: the grid's while one walks about, the text's inside a cell ---

  for (const name of ["copy", "cut", "paste"]) {
    field.addEventListener(name, (event) => {
      if (editor.mode !== null) return;
      event.preventDefault();
      commands[name](event.clipboardData);
    });
  }

  // --- Mouse and fingers ---

  const spotOf = (target) => {
    const cell = target.closest?.("tbody > tr > *");
    if (!cell || !view.table.contains(cell)) return null;
    const key = Number(cell.parentElement.dataset.key);
    return { key, column: cell.cellIndex - 1 };
  };

  let dragging = null; // "cells", "rows", "columns"
  let extending = false; // fingers: the next tap ends the selection

  const press = (event, target) => {
    const extend = event.shiftKey || extending;
    extending = false;
    const letter = target.closest("[data-letter]");
    if (letter) {
      cursor.columns(Number(letter.dataset.letter), { extend });
      return "columns";
    }
    if (target.closest(".corner")) {
      cursor.all();
      return null;
    }
    const spot = spotOf(target);
    if (!spot) return null;
    if (spot.column < 0) {
      cursor.rows(spot.key, { extend });
      return "rows";
    }
    cursor.go(spot, { extend, reveal: event.pointerType !== "mouse" });
    return "cells";
  };

  view.table.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0 || event.target.closest("a")) return;
    // The field keeps the focus.
    event.preventDefault();
    editor.byTouch(false);
    editor.finish();
    dragging = press(event, event.target);
    editor.focus();
  });
  view.table.addEventListener("mousedown", (event) => { if (!event.target.closest("a")) event.preventDefault(); });
  view.table.addEventListener("pointerover", (event) => {
    if (!dragging || !(event.buttons & 1)) return;
    const letter = event.target.closest("[data-letter]");
    const spot = spotOf(event.target);
    if (dragging === "columns" && letter) cursor.columns(Number(letter.dataset.letter), { extend: true });
    else if (dragging === "rows" && spot) cursor.rows(spot.key, { extend: true });
    else if (dragging === "cells" && spot && spot.column >= 0) cursor.go(spot, { extend: true });
  });
  window.addEventListener("pointerup", () => { dragging = null; });
  view.table.addEventListener("dblclick", (event) => {
    if (spotOf(event.target)?.column >= 0) editor.begin("in");
  });
  // The field lies over the active cell: a second click on it is one on the cell.
  field.addEventListener("dblclick", () => editor.begin("in"));
  field.addEventListener("pointerdown", (event) => {
    if (editor.mode !== null || event.button !== 0) return;
    if (event.pointerType === "touch") return;
    event.preventDefault();
    dragging = "cells";
    if (event.shiftKey) cursor.go(cursor.active, { extend: true });
    else cursor.go(cursor.active);
    editor.focus();
  });
  field.addEventListener("mousedown", (event) => { if (editor.mode === null) event.preventDefault(); });

  // A tap selects, a second one on the same cell edits it; scrolling is the finger's own.
  view.table.addEventListener("click", (event) => {
    if (event.pointerType !== "touch") return;
    editor.byTouch(true);
    editor.finish();
    press(event, event.target);
    editor.focus();
  });
  field.addEventListener("click", (event) => {
    if (event.pointerType === "touch" && editor.mode === null) {
      editor.byTouch(true);
      editor.begin("in");
    }
  });

  return { extend: () => { extending = true; } };
};
