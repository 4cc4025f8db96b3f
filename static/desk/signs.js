/* What the checklist has found while somebody types also stands at the rows, at the fields and in the bar: no sign says
   what was true when the page was opened. What is new is not said at a field before a save: that would be in the way. */
"use strict";
{
  const words = document.getElementById("row-words").dataset;
  const next = document.querySelector("#bar-next:is([name=verb], [name=next])");
  const things = document.querySelector("#bar-things");

  function sign(fold, count) {
    const end = fold.querySelector(":scope > summary .fold__end");
    if (!end) return; /* a row that another page's text has */
    end.querySelector(".fold__wrong")?.remove();
    fold.toggleAttribute("data-wrong", count > 0);
    if (!count) return;
    const said = document.createElement("span");
    said.className = "fold__wrong";
    said.textContent = words.fix.replace("%n", count);
    end.append(said);
  }
  function faultsAt(field, known) {
    const list = field.querySelector(":scope > .errorlist[id$=_faults], :scope > fieldset > .errorlist[id$=_faults]");
    if (!list) return;
    for (const one of [...list.children]) if (!known.has(one.textContent.trim())) one.remove();
    if (list.children.length) return;
    list.remove();
    field.classList.remove("field--wrong");
  }
  function bar(list) {
    const { fix, count } = list.dataset;
    if (things) things.textContent = list.dataset.things || "";
    if (!next || !next.dataset.verb || list.hasAttribute("data-cut")) return;
    const isToFix = count !== "0";
    next.name = isToFix ? "next" : "verb";
    next.value = isToFix ? "fix" : next.dataset.verb;
    next.textContent = isToFix ? fix : list.dataset.next || next.dataset.label;
  }

  /* Who is asked is whoever looks after the page: where that is chosen anew, the name is another one after a save. */
  window.django?.jQuery("#page-form").on("change", (event) => { /* a picker tells only jQuery of what was chosen */
    if (!next?.dataset.verb || !["owner", "deputy"].includes(event.target.name)) return;
    if (next.textContent === next.dataset.label) next.textContent = next.dataset.other;
    next.dataset.label = next.dataset.other;
  });

  /* What is written stays above the bar, however high that is. */
  const foot = document.querySelector("#bar");
  const measure = () => document.documentElement.style.setProperty("--bar-high", `${foot.offsetHeight}px`);
  new ResizeObserver(measure).observe(foot);

  document.addEventListener("desk:checked", ({ detail: list }) => {
    const counts = new Map();
    const known = new Map();
    for (const link of list.querySelectorAll("a[data-said]")) {
      const target = document.getElementById(link.hash.slice(1));
      for (let fold = target?.closest(".fold"); fold; fold = fold.parentElement.closest(".fold")) {
        counts.set(fold, (counts.get(fold) || 0) + 1);
      }
      const field = target?.closest(".field");
      if (field) known.set(field, (known.get(field) || new Set()).add(link.dataset.said.trim()));
    }
    if (!list.hasAttribute("data-cut")) {
      for (const fold of document.querySelectorAll("#page-form .fold")) sign(fold, counts.get(fold) || 0);
      for (const field of document.querySelectorAll("#page-form .field--wrong")) faultsAt(field, known.get(field) || new Set());
    }
    bar(list);
  });
}
