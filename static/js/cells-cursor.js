// Where one is in the grid: one active cell, and the rectangle that is selected with it. Rows are
// known by key, so that the cursor stays on its cell when rows move.
export const createCursor = ({ model, view, moved }) => {
  let active = null; // { key, column }
  let anchor = null; // the corner where the selection began
  let head = null; // the corner that moves

  const last = () => model.keys.length - 1;
  const wide = model.columns.length;
  const at = (place, column) => ({ key: model.keys[place], column });
  const place = (spot) => (spot ? model.place(spot.key) : -1);

  const area = () => {
    if (!active) return null;
    const [from, to] = [place(anchor), place(head)];
    return {
      top: Math.min(from, to),
      bottom: Math.max(from, to),
      left: Math.min(anchor.column, head.column),
      right: Math.max(anchor.column, head.column),
    };
  };

  const show = ({ fresh = false, reveal = true, corner = active } = {}) => {
    // Layout is read before anything is written: one reading a key.
    if (reveal) view.reveal(view.cell(corner.key, corner.column));
    const box = view.box(view.cell(active.key, active.column));
    view.select(area(), active, fresh);
    moved(box);
  };

  const go = (spot, { extend = false, reveal = true } = {}) => {
    if (!model.has(spot.key)) return false;
    const column = Math.min(Math.max(spot.column, 0), wide - 1);
    if (extend && active) {
      head = { key: spot.key, column };
      show({ reveal, corner: head });
    } else {
      active = { key: spot.key, column };
      anchor = active;
      head = active;
      show({ reveal });
    }
    return true;
  };

  const goTo = (row, column, options) => {
    if (last() < 0) return false;
    return go(at(Math.min(Math.max(row, 0), last()), column), options);
  };

  // As in Excel: from text to the last one of a run, else to the next text, else to the edge.
  const edge = (row, column, down, right) => {
    const inside = () => row + down >= 0 && row + down <= last() && column + right >= 0 && column + right < wide;
    const full = (r, c) => model.text(model.keys[r], c) !== "";
    if (!inside()) return [row, column];
    const run = full(row, column) && full(row + down, column + right);
    do {
      row += down;
      column += right;
      if (run ? !inside() || !full(row + down, column + right) : full(row, column)) break;
    } while (inside());
    return [row, column];
  };

  const step = (down, right, { extend = false, far = false } = {}) => {
    const from = extend ? head : active;
    if (!from) return goTo(0, 0);
    let [row, column] = [place(from), from.column];
    [row, column] = far ? edge(row, column, down, right) : [row + down, column + right];
    return goTo(row, Math.min(Math.max(column, 0), wide - 1), { extend });
  };

  const several = () => {
    const now = area();
    return now !== null && (now.top !== now.bottom || now.left !== now.right);
  };

  // Enter and Tab walk inside a selection, and through the rows without one.
  const walk = (down, right) => {
    if (!active) return goTo(0, 0);
    const row = place(active);
    if (!several()) {
      if (right && active.column + right >= wide && row < last()) return goTo(row + 1, 0);
      if (right && active.column + right < 0 && row > 0) return goTo(row - 1, wide - 1);
      return step(down, right);
    }
    const { top, bottom, left, right: edge_ } = area();
    const [rows, columns] = [bottom - top + 1, edge_ - left + 1];
    const all = rows * columns;
    const number = right
      ? (row - top) * columns + (active.column - left) + right
      : (active.column - left) * rows + (row - top) + down;
    const next = (number + all) % all;
    active = right
      ? at(top + Math.floor(next / columns), left + (next % columns))
      : at(top + (next % rows), left + Math.floor(next / rows));
    show();
    return true;
  };

  const select = (from, to, start = from) => {
    [anchor, head, active] = [from, to, start];
    show({ reveal: false });
  };

  // A row's number selects the row, a letter the column; both go on with Shift.
  const rows = (key, { extend = false } = {}) => {
    const from = extend && anchor ? anchor.key : key;
    select({ key: from, column: 0 }, { key, column: wide - 1 }, extend && active ? active : { key, column: 0 });
  };
  const columns = (column, { extend = false } = {}) => {
    if (last() < 0) return;
    const from = extend && anchor ? anchor.column : column;
    select(at(0, from), at(last(), column), extend && active ? active : at(0, column));
  };
  const all = () => { if (last() >= 0) select(at(0, 0), at(last(), wide - 1), active ?? at(0, 0)); };

  // After rows have come, gone or moved: the same cells, or the nearest that are left.
  let places = [0, 0, 0];
  const keep = () => {
    places = [active, anchor, head].map(place);
  };
  const restore = () => {
    if (!active) return;
    if (last() < 0) {
      active = anchor = head = null;
      view.select(null, null, true);
      moved();
      return;
    }
    [active, anchor, head] = [active, anchor, head].map((spot, one) =>
      model.has(spot.key) ? spot : at(Math.min(Math.max(places[one], 0), last()), spot.column));
    show({ fresh: true, reveal: false });
  };

  return {
    go, goTo, step, walk, rows, columns, all, several, area, keep, restore,
    get active() { return active; },
    get head() { return head; },
    select: (from, to) => select(from, to),
    // The keys of the selected rows, and the spots of the selected cells by line.
    keys: () => {
      const now = area();
      return now ? model.keys.slice(now.top, now.bottom + 1) : [];
    },
  };
};
