// Suggestions while one types in a search field. Without it the field is a plain form.
"use strict";

const CHINESE = /[\u3400-\u9fff]/;

for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  list.hidden = true;
  // Who does not see the list is told that it is there.
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(list, said);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let offered = [];
  let chosen = -1;
  let waiting = 0;
  let asking = null;

  function close() {
    list.hidden = true;
    said.textContent = "";
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    chosen = number;
    for (const [at, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(at === number));
    }
    if (number < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", list.children[number].id);
      list.children[number].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    offered = suggestions;
    list.replaceChildren(
      ...suggestions.map((one, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const text = document.createElement("span");
        text.textContent = one.text;
        if (CHINESE.test(one.text)) text.lang = "zh-Hans";
        const note = document.createElement("span");
        note.className = "note";
        note.textContent = one.note;
        item.append(text, note);
        return item;
      }),
    );
    if (!suggestions.length || document.activeElement !== field) return close();
    list.hidden = false;
    said.textContent = form.dataset.said.replace("{n}", suggestions.length);
    chosen = -1;
    field.setAttribute("aria-expanded", "true");
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const asked = field.value.trim();
    if (!asked) return close();
    try {
      const address = `${form.dataset.suggestions}?q=${encodeURIComponent(asked)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      // Typed on, or away from the network: the form still works.
    }
  }

  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(ask, 120);
  });
  field.addEventListener("compositionend", () => {
    waiting = setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = offered.length + 1;
      choose(((chosen + 1 + step + places) % places) - 1);
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(offered[chosen].address);
    } else if (event.key === "Escape") {
      close();
      event.preventDefault();
    }
  });
  // The field keeps the focus while one presses; a finger that scrolls the list chooses nothing.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) location.assign(offered[[...list.children].indexOf(item)].address);
  });
  field.addEventListener("blur", close);
}
