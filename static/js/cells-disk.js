// The browser writes what localStorage holds to the disk when it sees fit, about once a minute where
// it changes often: a power cut would take that minute. A copy goes to IndexedDB, which says that
// something is kept once it is on the disk. Without IndexedDB there is only the one.
const NAME = "mingzhang";
const STORE = "kept";
const PATIENCE = 1000; // for a browser that does not answer; the page begins without it

let opening = null;
const opened = () => {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
};

// Keep `all` under this name; null: forget it. One after the other in the order of the calls.
export const put = async (name, all) => {
  try {
    const store = (await opened()).transaction(STORE, "readwrite", { durability: "strict" }).objectStore(STORE);
    if (all) store.put(all, name);
    else store.delete(name);
  } catch {
    // What localStorage has must do.
  }
};

const everything = async () => {
  const store = (await opened()).transaction(STORE).objectStore(STORE);
  const found = new Map();
  await new Promise((resolve, reject) => {
    const asked = store.openCursor();
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const at = asked.result;
      if (!at) {
        resolve();
        return;
      }
      found.set(at.key, at.value);
      at.continue();
    };
  });
  return found;
};

// Put back into localStorage what it has lost: of each page what was said last. What has arrived
// meanwhile may be among it; the server knows.
const restored = async () => {
  for (const [name, pages] of await everything()) {
    const all = JSON.parse(localStorage.getItem(name) ?? "{}") ?? {};
    for (const [page, one] of Object.entries(pages)) {
      if (!all[page] || all[page].at < one.at) all[page] = one;
    }
    localStorage.setItem(name, JSON.stringify(all));
  }
};

export const restore = () =>
  Promise.race([
    restored().catch(() => {}),
    new Promise((resolve) => { setTimeout(resolve, PATIENCE); }),
  ]);
