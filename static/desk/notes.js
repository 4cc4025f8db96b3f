"use strict";
// Leads from a note to its sentence: opens the part, and selects the sentence in its box, however its lines are broken.

(() => {
  const form = document.querySelector("#page-form");
  if (!form) return;

  const pattern = quote =>
    new RegExp(quote.trim().split(/\s+/).map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+"));

  const boxes = part => {
    const all = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")];
    const fits = box => box.name === part || box.name.startsWith(`${part}-`) || box.name.startsWith(`${part}__`);
    return [...all.filter(fits), ...all.filter(box => !fits(box))];
  };

  const opened = box => {
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };

  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-go]");
    if (!link) return;
    const wanted = pattern(link.dataset.quote);
    const box = boxes(link.dataset.part).find(one => wanted.test(one.value));
    if (!box) {
      const fold = document.getElementById(`fold-${link.dataset.part}`);
      if (fold) fold.open = true;
      return;
    }
    event.preventDefault();
    opened(box);
    const found = box.value.match(wanted);
    box.scrollIntoView({ block: "center" });
    box.focus();
    box.setSelectionRange(found.index, found.index + found[0].length);
    box.dispatchEvent(new CustomEvent("note:shown", { bubbles: true }));
  });
})();
