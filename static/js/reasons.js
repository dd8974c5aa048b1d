// Saves each reason as it is left, or once typing rests; the form does the same without a script.
for (const form of document.querySelectorAll("form[data-reasons]")) {
  const REST = 1500;
  const waiting = new Map();

  function say(item, text, wrong = false) {
    const state = item.querySelector(".saving");
    state.textContent = text;
    state.classList.toggle("wrong", wrong);
  }

  function take(answer) {
    for (const [key, was] of Object.entries(answer.was)) {
      const field = form.elements[`was:${key}`];
      if (field && !(answer.errors && key in answer.errors)) field.value = was;
    }
    const owed = new Set(answer.owed);
    for (const area of form.querySelectorAll("textarea")) {
      const key = area.name.slice("reason:".length);
      area.closest("li").classList.toggle("is-owed", owed.has(key));
    }
    const progress = document.getElementById("reasons-progress");
    if (progress) {
      progress.querySelector("progress").value = answer.told;
      progress.querySelector("[data-told]").textContent = answer.told;
      progress.querySelector("[data-all]").textContent = answer.all;
    }
  }

  async function save(area) {
    window.clearTimeout(waiting.get(area));
    waiting.delete(area);
    const item = area.closest("li");
    const text = area.value;
    if (area.dataset.stored === text) return;
    const key = area.name.slice("reason:".length);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set(area.name, text);
    body.set(`was:${key}`, form.elements[`was:${key}`].value);
    say(item, form.dataset.saving);
    try {
      const answer = await fetch(`${form.action}?as=json`, { method: "POST", body, credentials: "same-origin" });
      const told = await answer.json();
      if (told.was) take(told);
      if (!answer.ok) {
        // What stands there by now is taken as seen: saving once more puts these words in its place.
        if (told.was && key in told.was) form.elements[`was:${key}`].value = told.was[key];
        say(item, (told.errors && told.errors[key]) || form.dataset.failed, true);
        return;
      }
      area.dataset.stored = text;
      say(item, form.dataset.saved);
    } catch {
      say(item, form.dataset.failed, true);
    }
  }

  for (const area of form.querySelectorAll("textarea")) {
    area.dataset.stored = area.defaultValue;
    // A reason that goes into a text of staff's own is put there once, by the button.
    if ("once" in area.dataset) continue;
    area.addEventListener("input", () => {
      window.clearTimeout(waiting.get(area));
      waiting.set(area, window.setTimeout(() => save(area), REST));
    });
    area.addEventListener("change", () => save(area));
  }

  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    const open = [...form.querySelectorAll("textarea")].some((area) => area.dataset.stored !== area.value);
    if (open && !leaving) event.preventDefault();
  });
}
