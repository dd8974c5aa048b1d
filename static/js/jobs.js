// The page of a job asks how far it is, and goes on once it has ended.
const job = document.querySelector(".job[data-state]");
if (job) {
  const word = job.querySelector("[data-word]");
  const step = job.querySelector("[data-step]");
  const count = job.querySelector("[data-count]");
  const bar = job.querySelector("progress");

  // Only what differs is written: a screen reader says every change.
  const say = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  const show = (told) => {
    say(word, told.word);
    say(step, told.step);
    say(count, told.total ? `${told.done}/${told.total}` : "");
    if (told.total) {
      bar.max = told.total;
      bar.value = told.done;
    } else {
      bar.removeAttribute("value");
    }
  };

  const ask = async () => {
    let pause = 1000;
    try {
      const answer = await fetch(job.dataset.state, { headers: { Accept: "application/json" } });
      if (answer.redirected || !answer.ok) {
        // Signed out, or gone: the page itself says which.
        location.reload();
        return;
      }
      const told = await answer.json();
      if (!told.open) {
        location.replace(told.next);
        return;
      }
      show(told);
    } catch {
      say(step, job.dataset.lost);
      pause = 5000;
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, 700);
}
