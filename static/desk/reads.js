/* Below the fields of a number: the sentence that patients will read, and what is drawn, as it is typed. */
"use strict";
{
  const form = document.querySelector("#page-form");
  const PART = /(?:-|__)(beside__count|beside__says|count|more|low|high|says|note)$/;

  function valuesIn(part) {
    const found = {};
    for (const { name, value } of part.querySelectorAll("input, textarea")) {
      const key = name.match(PART)?.[1];
      if (key) found[key] = value.trim();
    }
    return found;
  }
  function sentence(said, { count, more, low, high, says = "", note = "" }) {
    const isRange = count && low === count && high;
    const words = more ? said.more : isRange ? said.range : said.count;
    const whole = words.replace("%n", more || count).replace("%low", low).replace("%high", high).replace("%s", says);
    return `${whole.trim()}${note ? `, ${note}` : ""}`.replace(/[^.!?]$/, "$&.");
  }
  function drawn(said, { count, more, beside__count: other }) {
    if (count && more) return said.both;
    if (!count && !more) return said.nothing;
    if (more) return said.only;
    return (other ? said.pair : said.alone).replace("%other", other).replace("%n", count);
  }
  function read(box) {
    const values = valuesIn(box.parentElement);
    const isCounted = Boolean(values.count) !== Boolean(values.more);
    box.hidden = !values.count && !values.more && !values.says;
    box.querySelector(".reads__words").textContent = isCounted ? sentence(box.dataset, values) : "";
    box.querySelector(".reads__drawn").textContent = drawn(box.dataset, values);
  }
  form.addEventListener("input", (event) => {
    const box = event.target.closest(".inner, .fold__inside")?.querySelector(":scope > .reads, :scope > .inner__items > .reads")
      || event.target.closest(".inner:has(> .inner__items > .reads), .fold__inside:has(> .reads)")?.querySelector(".reads");
    if (box) read(box);
  });
  for (const box of form.querySelectorAll(".reads")) read(box);
}
