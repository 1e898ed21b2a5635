// A long <select data-suggest> becomes a box that suggests as you type. Without this it stays a working <select>.
function load(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve, { once: true });
    element.addEventListener("error", reject, { once: true });
    document.head.append(element);
  });
}

export async function offerSuggestions(selects) {
  if (selects.length === 0) return;
  const script = document.createElement("script");
  script.src = new URL("./accessible-autocomplete.js", import.meta.url).href;
  try {
    await load(script);
  } catch {
    return; // the plain <select> is still there
  }
  for (const select of selects) {
    const { id } = select;
    const wrong = select.classList.contains("govuk-select--error");
    const described = (select.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    const words = described.map((name) => document.getElementById(name)?.textContent.trim()).filter(Boolean);
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      id,
      name: "",
      defaultValue: select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "",
      showAllValues: true,
      inputClasses: wrong ? "app-autocomplete--error" : "",
      preserveNullOptions: false,
      tAssistiveHint: () => [...words, select.dataset.suggestHint].join(". "),
      tNoResults: () => select.dataset.suggestNone,
      tStatusNoResults: () => select.dataset.suggestNone,
    });
  }
}
