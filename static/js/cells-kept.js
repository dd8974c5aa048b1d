// What was typed and has not arrived yet, in the browser's storage: it outlives a crash, a closed
// laptop, a reload. Under one name a table, by page, for the person who typed it.
import { put } from "./cells-disk.js";

const BEAT = 5000; // a page that waits says so this often
const GONE = 15_000; // whoever has not said so for this long is no more

// A page keeps its name over a reload; a window that was doubled takes another one.
const pageName = () => {
  const [entry] = performance.getEntriesByType("navigation");
  const known = sessionStorage.getItem("mingzhang:page");
  if (known && entry?.type !== "navigate") return known;
  const name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("mingzhang:page", name);
  return name;
};

export const createKept = ({ disclosure, table, person }) => {
  const name = `mingzhang:${disclosure}:${table}`;
  let page;
  let store;
  try {
    page = pageName();
    store = localStorage;
  } catch {
    // A browser without storage still edits; it only can't outlive a crash.
    page = String(Math.random()).slice(2);
    store = null;
  }
  let now = null;

  const read = () => {
    try {
      return JSON.parse(store?.getItem(name) ?? "{}") ?? {};
    } catch {
      return {};
    }
  };
  const write = (all) => {
    try {
      if (Object.keys(all).length) store?.setItem(name, JSON.stringify(all));
      else store?.removeItem(name);
    } catch {
      // A full storage is no reason to stop typing.
    }
    put(name, Object.keys(all).length ? all : null);
  };

  // cells [{ key, column, seen, text }], lines [{ after, texts }]: all that has not arrived.
  const keep = (cells, lines) => {
    now = cells.length || lines.length ? { person, cells, lines } : null;
    beat();
  };
  const beat = () => {
    const all = read();
    if (!now && !all[page]) return;
    if (now) all[page] = { ...now, at: Date.now() };
    else delete all[page];
    write(all);
  };
  setInterval(() => { if (now) beat(); }, BEAT);

  // What pages that are no more have left behind, once: this page's own of before a reload too.
  const left = ({ own = false } = {}) => {
    const all = read();
    const found = { cells: [], lines: [] };
    let any = false;
    for (const [whose, one] of Object.entries(all)) {
      if (one.person !== person) continue;
      if (whose === page ? !own : Date.now() - one.at < GONE) continue;
      found.cells.push(...(one.cells ?? []));
      found.lines.push(...(one.lines ?? []));
      delete all[whose];
      any = true;
    }
    return any ? { ...found, forget: () => write({ ...all, ...(now ? { [page]: { ...now, at: Date.now() } } : {}) }) } : null;
  };

  // Other tables of the document with something of this person's that waits and nobody sends.
  const elsewhere = () => {
    const found = [];
    for (let at = 0; at < (store?.length ?? 0); at += 1) {
      const match = /^mingzhang:(\d+):(\d+)$/.exec(store.key(at));
      if (!match || Number(match[1]) !== disclosure || Number(match[2]) === table) continue;
      let all = {};
      try {
        all = JSON.parse(store.getItem(match[0])) ?? {};
      } catch {
        // Not ours to read.
      }
      const count = Object.values(all)
        .filter((one) => one.person === person && Date.now() - one.at >= GONE)
        .reduce((sum, one) => sum + (one.cells?.length ?? 0) + (one.lines?.length ?? 0), 0);
      if (count) found.push({ table: Number(match[2]), count });
    }
    return found.sort((a, b) => a.table - b.table);
  };

  return { page, keep, left, elsewhere };
};
