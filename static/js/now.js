// Puts the time that it is in London into a field at once, where the page would otherwise be asked for again.
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });

export function offerNow(buttons) {
  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      const field = document.getElementById(button.dataset.now);
      if (!field) {
        return;
      }
      event.preventDefault();
      field.value = clock.format(new Date());
      field.focus();
    });
  }
}
