// Keeps what is being written as a draft, once a minute and when the page is left, so that a closed browser loses little.
// The button that saves the draft does the same without this.
const EVERY = 60000;

export function keepDrafts(forms) {
  for (const form of forms) {
    const words = form.querySelector("textarea");
    const said = form.querySelector("[data-draft-said]");
    let kept = words.value;
    let leaving = false;
    let keeping = null;

    const send = async (text) => {
      const body = new FormData(form);
      body.set("then", "keep");
      try {
        const answer = await fetch(window.location.href, {
          method: "POST",
          body,
          headers: { Accept: "application/json" },
          redirect: "manual",
          keepalive: true, // goes on when the page is closed
        });
        if (![201, 422].includes(answer.status)) throw new Error(answer.status);
        const told = await answer.json();
        if (told.version) form.elements.version.value = told.version;
        kept = text;
        said.textContent = told.said;
      } catch {
        said.textContent = form.dataset.draft;
      }
      keeping = null;
    };

    const keep = () => {
      if (!leaving && !keeping && words.value !== kept && words.value.trim()) keeping = send(words.value);
    };

    setInterval(keep, EVERY);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
    form.addEventListener("submit", async (event) => {
      leaving = true;
      if (!keeping) return;
      event.preventDefault(); // what is on its way comes first: two versions of one draft would be refused
      await keeping;
      form.requestSubmit(event.submitter);
    });
    window.addEventListener("pageshow", () => {
      leaving = false;
    });
  }
}
