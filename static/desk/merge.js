/* Both texts: the button counts what is still to choose, and leads there; writing in a box chooses it. */
"use strict";
{
  const form = document.querySelector("#merge-form");
  const button = document.querySelector("#merge-save");
  const said = document.querySelector("#merge-state [data-chosen]");
  const ready = button.textContent;
  const parts = [...form.querySelectorAll(".merge__part")];
  const open = () => parts.filter((part) => !part.querySelector("input[type=radio]:checked"));
  function count() {
    const left = open().length;
    const words = left === 1 ? button.dataset.one : button.dataset.many.replace("%n", left);
    button.textContent = left ? words : ready;
    button.toggleAttribute("data-waits", left > 0);
    if (said) said.textContent = said.dataset.chosen.replace("%n", parts.length - left).replace("%all", parts.length);
  }
  form.addEventListener("change", count);
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[name^='own-']")) return;
    event.target.closest(".merge__side").querySelector("input[type=radio]").checked = true;
    count();
  });
  form.addEventListener("submit", (event) => {
    const first = open()[0];
    if (!first) {
      history.replaceState(null, "", form.action); /* whoever goes back comes to the form, and is not asked to send again */
      return;
    }
    event.preventDefault();
    first.scrollIntoView({ block: "center" });
    first.querySelector("input[type=radio]").focus({ preventScroll: true });
  });
  window.addEventListener("pageshow", count);
  count();
}
