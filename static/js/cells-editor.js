// The one field of the grid. It always has the focus and holds the active cell's text, all of it
// selected: what is typed, by whatever input method, replaces it without a letter lost.
import { cellId } from "./cells-model.js";

const GROWS = CSS.supports("field-sizing", "content");

export const createEditor = ({ field, model, view, cursor, label, spoken, commit, begun, left, typed }) => {
  // null: walking about; "over": typed over the cell, arrows leave; "in": inside the text.
  let mode = null;
  let spot = null;
  let seen = "";
  let touch = false;

  const place = (known) => {
    const at = spot && view.cell(spot.key, spot.column);
    if (!at) return;
    const { left: x, top: y, width, height } = known ?? view.box(at);
    field.style.left = `${x}px`;
    field.style.top = `${y}px`;
    field.style.minWidth = `${width}px`;
    field.style.minHeight = `${height}px`;
    if (mode === null) {
      field.style.width = `${width}px`;
      field.style.height = `${height}px`;
    } else fit();
  };

  // Where a style sheet can't let a field grow with its text.
  const fit = () => {
    field.style.width = "";
    field.style.height = "";
    if (GROWS) return;
    field.style.width = "0";
    field.style.width = `${Math.min(field.scrollWidth + 4, view.frame.clientWidth * 0.8)}px`;
    field.style.height = "0";
    field.style.height = `${field.scrollHeight + 2}px`;
  };

  // The field goes where the cursor is at once, empty, so that what is typed replaces what is there;
  // it says the cell's text once the eye has been served: selecting it lays out the page.
  let due = 0;
  const follow = (box) => {
    if (mode !== null) return;
    spot = cursor.active;
    field.hidden = !spot;
    if (!spot) return;
    if (field.value !== "") field.value = "";
    place(box);
    due ||= setTimeout(speak, 40);
  };

  const speak = () => {
    clearTimeout(due);
    due = 0;
    const at = spot && mode === null && view.cell(spot.key, spot.column);
    if (!at) return;
    const text = model.text(spot.key, spot.column);
    if (field.value !== text) field.value = text;
    field.classList.toggle("over-labels", at.classList.contains("stick"));
    field.classList.toggle("figure", at.classList.contains("figure"));
    field.setAttribute("aria-activedescendant", at.id);
    const name = label(spot);
    field.setAttribute("aria-label", name);
    if (document.activeElement !== field) return;
    field.select();
    // The focus stays in the field: whoever hears the page is told where it went.
    spoken(name);
  };
  const ready = () => { if (due) speak(); };
  const hush = () => {
    clearTimeout(due);
    due = 0;
  };

  const focus = () => {
    ready();
    if (document.activeElement !== field) field.focus({ preventScroll: true });
    else if (mode === null) field.select();
  };

  const begin = (how, text = null) => {
    if (!spot || mode !== null) {
      if (mode !== null) mode = how;
      return;
    }
    // What is typed is in the field already; inside the text one begins with all of it.
    if (how === "in" || text !== null) ready();
    else hush();
    if (touch && field.inputMode) {
      // A finger's keyboard comes with the focus.
      field.inputMode = "";
      field.blur();
      field.focus({ preventScroll: true });
    }
    mode = how;
    seen = model.held(spot.key, spot.column);
    field.classList.add("editing");
    field.removeAttribute("aria-activedescendant");
    if (text !== null) field.value = text;
    if (how === "in") field.setSelectionRange(field.value.length, field.value.length);
    place();
    begun(spot);
  };

  const end = () => {
    mode = null;
    field.classList.remove("editing");
    if (touch) field.inputMode = "none";
    left();
    follow();
  };

  const finish = (keep = true) => {
    if (mode === null) return;
    const [at, text, read] = [spot, field.value, seen];
    mode = null;
    if (keep) commit(at, text, read);
    end();
  };

  field.addEventListener("beforeinput", (event) => {
    // Taking back is the grid's own while one walks about.
    if (mode === null && event.inputType.startsWith("history")) event.preventDefault();
  });
  field.addEventListener("compositionstart", () => { if (mode === null) begin("over"); });
  field.addEventListener("input", () => {
    if (mode === null) begin("over");
    else fit();
    typed(field.value, spot);
  });
  field.addEventListener("focus", () => { if (mode === null) field.select(); });
  field.addEventListener("blur", () => finish());
  view.frame.addEventListener("scroll", () => {
    if (field.classList.contains("over-labels")) place();
  }, { passive: true });
  new ResizeObserver(place).observe(view.table);

  return {
    field, follow, focus, begin, finish,
    get mode() { return mode; },
    get spot() { return spot; },
    // A finger's keyboard comes with the second tap, not with the first.
    byTouch: (is) => {
      touch = is;
      if (mode === null) field.inputMode = is ? "none" : "";
    },
    breakLine: () => {
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      fit();
    },
    setText: (text) => {
      field.value = text;
      fit();
    },
    // What this page itself wrote there has been answered: the text that is edited was read with it.
    rebase: (ids) => {
      if (mode !== null && ids.has(cellId(spot.key, spot.column))) seen = model.held(spot.key, spot.column);
    },
  };
};
