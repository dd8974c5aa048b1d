// The table as this page knows it: rows by key, what the server holds in each cell, and what was
// typed here and is not yet answered. No DOM.
export const cellId = (key, column) => `${key}:${column}`;

export const createModel = ({ columns }) => {
  const rows = new Map(); // key -> { kind, level, texts }
  const mine = new Map(); // cell id -> text typed here and not yet answered
  let keys = [];
  let places = new Map();
  let revision = -1;
  let findings = [];
  let found = new Map(); // cell id -> its findings
  let unknown = new Map(); // cell id -> { why, address }

  const newRow = () => ({ kind: "", level: 0, texts: columns.map(() => "") });

  const order = (wanted) => {
    if (wanted.length === keys.length && wanted.every((key, place) => key === keys[place])) return false;
    keys = [...wanted];
    places = new Map(keys.map((key, place) => [key, place]));
    for (const key of rows.keys()) if (!places.has(key)) rows.delete(key);
    for (const key of keys) if (!rows.has(key)) rows.set(key, newRow());
    return true;
  };

  const held = (key, column) => rows.get(key)?.texts[column] ?? "";

  // Take an answer in; says what of it the eye must see anew. An answer that is older than what is
  // known (they can overtake each other) tells nothing.
  const take = (answer) => {
    if (answer.revision < revision) return null;
    revision = answer.revision;
    const reordered = answer.rows ? order(answer.rows) : false;
    const cells = [];
    for (const [key, column, text] of answer.cells ?? []) {
      const row = rows.get(key);
      if (!row || row.texts[column] === text) continue;
      row.texts[column] = text;
      cells.push([key, column]);
    }
    const looks = [];
    for (const [key, kind, level] of answer.looks ?? []) {
      const row = rows.get(key);
      if (!row || (row.kind === kind && row.level === level)) continue;
      Object.assign(row, { kind, level });
      looks.push(key);
    }
    if (answer.findings) {
      findings = answer.findings;
      found = new Map();
      for (const one of findings) {
        if (one.key == null || one.column == null) continue;
        const id = cellId(one.key, one.column);
        if (found.has(id)) found.get(id).push(one);
        else found.set(id, [one]);
      }
    }
    if (answer.uninterpreted) {
      unknown = new Map(answer.uninterpreted.map(([key, column, why, address]) => [cellId(key, column), { key, column, why, address }]));
    }
    return { reordered, cells, looks };
  };

  return {
    columns,
    mine,
    take,
    held,
    has: (key) => rows.has(key),
    row: (key) => rows.get(key),
    place: (key) => places.get(key) ?? -1,
    // What the page shows: what was typed here, else what the server holds.
    text: (key, column) => mine.get(cellId(key, column)) ?? held(key, column),
    findingsAt: (key, column) => found.get(cellId(key, column)) ?? [],
    unknownAt: (key, column) => unknown.get(cellId(key, column)) ?? null,
    get keys() { return keys; },
    get revision() { return revision; },
    get findings() { return findings; },
    get unknown() { return unknown; },
  };
};
