"use strict";
// The button of a question repeats what was chosen. Without this script it says the verb, and the choice stands above it.

document.addEventListener("change", event => {
  const { name, value, labels, form } = event.target;
  const button = name === "when" && form?.querySelector("[data-words]");
  if (!button) return;
  const planned = value !== "now" && value !== "other";
  button.textContent = planned ? `${button.dataset.planned} ${labels[0].textContent.trim()}` : button.dataset.words;
});
