// Who else is here and what they have changed: asked every few seconds while the page is seen.
const EVERY = 3000;
const PATIENCE = 15_000;
// A server that is busy now and then is no line that is gone.
const BUSY = 3;
// A page that nobody touches must not keep its session alive, nor seem to be somebody's.
const ASLEEP = 5 * 60_000;

export const createOthers = ({ given, model, saving, page, cursor, editor, take }) => {
  let timer = 0;
  let asking = null;
  let busy = 0;
  let touched = Date.now();
  let asleep = false;
  const touch = () => {
    touched = Date.now();
    if (asleep) now();
  };

  const ask = async () => {
    const spot = cursor.active;
    const asked = new URLSearchParams({
      since: model.revision,
      page,
      key: spot?.key ?? "",
      column: spot?.column ?? "",
      typing: editor.mode === null ? "" : "1",
    });
    try {
      const answer = await fetch(`${given.addresses.state}?${asked}`, {
        redirect: "manual",
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      const known = answer.headers.get("Content-Type")?.includes("json");
      if (answer.type === "opaqueredirect") saving.unreached("signed_out", { address: given.addresses.sign_in });
      else if (!known || answer.status >= 500) {
        busy += 1;
        if (busy >= BUSY) saving.unreached("offline");
      } else {
        busy = 0;
        const body = await answer.json();
        if (answer.status === 403 && body.signed_out) saving.unreached("signed_out", { address: body.sign_in });
        else if (answer.ok) {
          if (body.token) saving.token.value = body.token;
          saving.reached();
          take(body);
        } else saving.unreached("gone", { message: body.message ?? "" });
      }
    } catch {
      saving.unreached("offline");
    }
  };

  const now = () => {
    clearTimeout(timer);
    asleep = false;
    asking ??= ask().finally(() => {
      asking = null;
      clearTimeout(timer);
      asleep = Date.now() - touched > ASLEEP;
      if (!document.hidden && !asleep) timer = setTimeout(now, EVERY);
    });
    return asking;
  };

  for (const sign of ["keydown", "pointerdown", "pointermove", "wheel"]) {
    document.addEventListener(sign, touch, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else now();
  });
  timer = setTimeout(now, EVERY);
  return { now };
};
