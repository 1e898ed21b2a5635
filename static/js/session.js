// Warns before the session ends, and lets the officer stay signed in without losing what is typed on the page.
const CHANNEL = "compliance-session";

export function warnBeforeSignOut(dialog) {
  if (!dialog || !Number(dialog.dataset.seconds) || typeof dialog.showModal !== "function") return;
  const part = (name) => dialog.querySelector(`[data-session-${name}]`);
  const form = part("stay");
  const length = Number(dialog.dataset.seconds) * 1000; // how long the server said is left, whatever this clock says
  const warning = Math.min(Number(dialog.dataset.warningSeconds) * 1000, length / 2);
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  let endsAt = Date.now() + length;
  let timer;

  const show = (state) => {
    for (const name of ["soon", "failed", "ended"]) part(name).hidden = name !== state;
    form.hidden = state === "ended";
    if (!dialog.open) dialog.showModal();
  };

  let shown = "";

  // Each message is shown once for each ending, so closing it is respected.
  const showOnce = (state) => {
    if (shown === `${state} ${endsAt}`) return;
    shown = `${state} ${endsAt}`;
    show(state);
  };

  const check = () => {
    const left = endsAt - Date.now();
    clearTimeout(timer);
    if (left <= 0) return showOnce("ended");
    if (left <= warning) {
      showOnce("soon");
      timer = setTimeout(check, Math.min(left, 15000));
    } else {
      timer = setTimeout(check, Math.min(left - warning, 30000));
    }
  };

  const extend = (until) => {
    endsAt = until;
    if (dialog.open) dialog.close();
    check();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      // A redirect leads to the sign-in page, and 400 is a token of a session that is over.
      if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) return show("ended");
      if (!answer.ok) return show("failed");
      extend(Date.now() + length);
      channel?.postMessage(endsAt);
    } catch {
      show("failed");
    }
  });

  channel?.addEventListener("message", (event) => {
    if (event.data > endsAt) extend(event.data);
  });
  channel?.postMessage(endsAt); // opening a page here keeps the other tabs signed in too
  document.addEventListener("visibilitychange", check);
  check();
}
