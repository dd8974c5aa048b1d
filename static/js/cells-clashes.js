// Where two have written in one cell, and where something was refused: both texts side by side, and
// nothing goes before one has chosen.
const element = (name, given = {}, ...children) => {
  const made = Object.assign(document.createElement(name), given);
  made.append(...children);
  return made;
};

export const createClashes = ({ panel, model, cursor, editor, saving, placeOf, say }) => {
  const button = (text, act, quiet = false) => {
    const made = element("button", { type: "button", className: `button small ${quiet ? "quiet" : ""}`.trim(), textContent: text });
    made.addEventListener("click", () => {
      const rest = panel.querySelectorAll("li").length;
      act();
      // The keyboard goes on with the next question, or back to the grid.
      if (rest > 1) panel.querySelector("button")?.focus();
      else editor.focus();
    });
    return made;
  };

  const where = ({ key, column }) => {
    if (!model.has(key)) return element("strong", { textContent: say("gone_row") });
    const jump = element("button", { type: "button", className: "jump", textContent: placeOf({ key, column }) });
    jump.addEventListener("click", () => {
      cursor.go({ key, column });
      editor.focus();
    });
    return jump;
  };

  const blank = (text) => (text === "" ? say("blank") : text);

  const clash = (id, one) => element("li", { className: "clash" },
    where(one), " ",
    element("span", {
      textContent: say("clash", { by: one.by || say("somebody"), now: blank(one.now), wanted: blank(one.text) }),
    }), " ",
    button(say("use_mine", { text: blank(one.text) }), () => saving.settle(id, true)),
    button(say("use_theirs", { text: blank(one.now) }), () => saving.settle(id, false), true));

  const refusal = (id, one) => element("li", { className: "refusal" },
    where(one), " ",
    element("span", { textContent: say("refusal", { text: blank(one.text), message: one.message }) }), " ",
    button(say("drop"), () => saving.drop(id), true));

  return {
    show: () => {
      const items = [
        ...[...saving.clashes].map(([id, one]) => clash(id, one)),
        ...[...saving.refusals].map(([id, one]) => refusal(id, one)),
      ];
      panel.querySelector("ul").replaceChildren(...items);
      panel.hidden = !items.length;
    },
  };
};
