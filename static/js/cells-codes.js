// Codes of the year's catalogue, completed by number, name or pinyin while one types.
const PAUSE = 120;

export const createCodes = ({ list, given, view, editor, take, tell, say }) => {
  const { field } = editor;
  let timer = 0;
  let asked = null;
  let found = [];
  let chosen = -1;

  const isOpen = () => !list.hidden;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    chosen = -1;
    field.removeAttribute("aria-controls");
    if (editor.mode !== null) field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-autocomplete");
  };

  const choose = (place) => {
    list.children[chosen]?.removeAttribute("aria-selected");
    chosen = place;
    const option = list.children[chosen];
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const part = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });

  const show = (codes, text) => {
    found = codes;
    list.replaceChildren(...codes.map((one, place) => {
      const option = Object.assign(document.createElement("li"), { id: `cells-code-${place}` });
      option.setAttribute("role", "option");
      option.dataset.place = place;
      option.append(part("code", one.code), part("name", one.name));
      if (one.path && one.path !== one.name) option.append(part("path", one.path));
      return option;
    }));
    list.hidden = !codes.length;
    tell(codes.length ? say("choices", { n: codes.length }) : say("no_choices"));
    if (!codes.length) return;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    const at = view.cell(editor.spot.key, editor.spot.column);
    const { left, top, height } = view.box(at);
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = view.frame;
    list.style.left = `${Math.max(scrollLeft, Math.min(left, scrollLeft + clientWidth - list.offsetWidth - 8))}px`;
    const below = top + Math.max(height, field.offsetHeight);
    const room = scrollTop + clientHeight - below;
    list.style.top = `${room < list.offsetHeight && top - scrollTop > list.offsetHeight ? top - list.offsetHeight : below}px`;
    // Pinyin stands for a code; digits and words may be meant as they are, unless they are one.
    const exact = codes.findIndex(({ code, text: printed }) => [code, printed].includes(text));
    choose(/^[a-z]+$/i.test(text) ? 0 : exact);
  };

  const ask = async (text, column) => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const address = `${given.addresses.codes}?${new URLSearchParams({ q: text, column })}`;
    try {
      const answer = await fetch(address, { signal, redirect: "error" });
      if (!answer.ok) return;
      const { codes } = await answer.json();
      if (!signal.aborted && editor.mode !== null) show(codes, text);
    } catch {
      // Without the catalogue one types the code oneself.
    }
  };

  const accept = (place, down, right) => {
    const one = found[place];
    close();
    take(one, down, right);
  };

  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-place]");
    event.preventDefault();
    if (option) accept(Number(option.dataset.place), 0, 0);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());

  return {
    close,
    typed: (text, spot) => {
      clearTimeout(timer);
      const said = text.trim();
      if (!given.columns[spot.column].codes || !said) {
        if (isOpen()) close();
        return;
      }
      timer = setTimeout(() => ask(said, spot.column), PAUSE);
    },
    // Keys while the list is open: true where the key was the list's.
    key: (event) => {
      if (!isOpen() || event.altKey || event.ctrlKey || event.metaKey) return false;
      const { key, shiftKey } = event;
      if (key === "ArrowDown" || key === "ArrowUp") {
        const all = found.length;
        choose(key === "ArrowDown" ? (chosen + 1) % all : (chosen <= 0 ? all : chosen) - 1);
        return true;
      }
      if (key === "Escape") {
        close();
        return true;
      }
      if ((key === "Enter" || key === "Tab") && chosen >= 0) {
        if (key === "Enter") accept(chosen, shiftKey ? -1 : 1, 0);
        else accept(chosen, 0, shiftKey ? -1 : 1);
        return true;
      }
      return false;
    },
  };
};
