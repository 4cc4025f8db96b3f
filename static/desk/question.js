"use strict";
// The button of a question repeats what was chosen. Without this script it says the verb, and the choice stands above it.

(() => {
  const button = document.querySelector("[data-words]");

  const repeat = event => {
    const { value, labels } = event.target;
    const planned = value !== "now" && value !== "other";
    button.textContent = planned ? `${button.dataset.planned} ${labels[0].textContent.trim()}` : button.dataset.words;
  };

  if (button) for (const choice of button.form.querySelectorAll("[name=when]")) choice.addEventListener("change", repeat);
})();
