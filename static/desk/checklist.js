/* The checklist leads to what it names, swaps a hard word, shows a long sentence, and follows what is typed. Without
   script it is a list of links, and is right again after each save. */
"use strict";
{
  const panel = document.getElementById("beside-checklist");
  const form = document.getElementById("page-form");
  const PAUSE = 1200; /* milliseconds without a key before the list is asked for again, also where the desk was busy */

  function mark(field) {
    const box = field.closest(".field, .fold, .rows") || field;
    box.classList.add("is-pointed-at");
    setTimeout(() => box.classList.remove("is-pointed-at"), 2500);
  }
  function reveal(field) {
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.scrollIntoView({ block: "center" });
    mark(field);
  }

  /* Where words stand in a box; those in the target of a link or inside a source are no words of the text. */
  function placeOf(text, words) {
    const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const hidden = /\]\([^)\n]*\)|\[@[^\]\n]*\]|^\/\/\/.*$|\{[a-z_]+\}/gm;
    const seen = text.replace(hidden, (found) => "\u001f".repeat(found.length));
    const found = new RegExp(`(?<![\\p{L}\\p{N}-])${escaped}(?![\\p{L}\\p{N}-])`, "u").exec(seen);
    return found ? found.index : -1;
  }
  function select(box, from, to) {
    box.focus({ preventScroll: true });
    box.setSelectionRange(from, to);
    box.dispatchEvent(new CustomEvent("desk:select", { bubbles: true, detail: { from, to } }));
  }
  function show(button) {
    const box = document.getElementById(button.dataset.field);
    if (!box) return;
    reveal(box);
    const from = "value" in box ? box.value.indexOf(button.dataset.start) : -1;
    if (from < 0) return;
    const end = box.value.indexOf(button.dataset.end, from);
    const to = end < 0 ? from + button.dataset.start.length : end + button.dataset.end.length;
    select(box, from, to);
    const lines = box.value.slice(0, from).split("\n").length - 1;
    if (box.tagName === "TEXTAREA") box.scrollTop = (box.scrollHeight * lines) / Math.max(box.value.split("\n").length, 1);
  }
  function swap(button) {
    const { field, hard, plain } = button.dataset;
    const box = document.getElementById(field);
    const from = box ? placeOf(box.value, hard) : -1;
    if (from < 0) return;
    reveal(box);
    select(box, from, from + hard.length);
    /* one step that the browser can undo; where it cannot, the words change all the same */
    if (!document.execCommand("insertText", false, plain)) {
      box.setRangeText(plain, from, from + hard.length, "end");
      box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: plain }));
    }
    button.closest("li").remove();
    ask();
  }

  /* While somebody types, the list is asked for: one at a time, the last one typed wins. */
  let waiting = 0;
  let asking = null;
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  }
  async function ask() {
    clearTimeout(waiting);
    if (!panel?.dataset.url || !form) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const sent = { method: "POST", body: new FormData(form), signal: asking.signal, redirect: "error" };
      const answer = await fetch(panel.dataset.url, sent);
      if (answer.ok) put(await answer.text());
      else if (answer.status === 503) later();
    } catch {
      /* no connection, or asked again meanwhile: the list that stands there is the last one known */
    }
  }
  function put(html) {
    const found = new DOMParser().parseFromString(html, "text/html").querySelector(".checklist");
    const old = panel.querySelector(".checklist");
    if (!found || !old) return;
    const places = [...old.querySelectorAll("a, button")];
    const held = places.indexOf(document.activeElement);
    const before = old.dataset.count;
    old.replaceWith(found);
    ready();
    if (held >= 0) {
      const now = [...found.querySelectorAll("a, button")];
      (now[Math.min(held, now.length - 1)] || panel).focus({ preventScroll: true });
    }
    if (before !== found.dataset.count) count(found.dataset.count);
    document.dispatchEvent(new CustomEvent("desk:checked", { detail: found }));
  }
  /* how many, at the name of the list and at its tab */
  function count(number) {
    for (const name of document.querySelectorAll("#beside-checklist-name, #beside-checklist-tab")) {
      name.querySelector(".count")?.remove();
      if (number === "0") continue;
      const shown = document.createElement("span");
      shown.className = "count count--grave";
      shown.textContent = number;
      name.append(" ", shown);
    }
  }
  function ready() {
    for (const button of panel.querySelectorAll(".checklist__do")) button.hidden = false;
  }

  if (panel) {
    ready();
    panel.addEventListener("click", (event) => {
      const button = event.target.closest(".checklist__do");
      if (button) return "hard" in button.dataset ? swap(button) : show(button);
      const link = event.target.closest('a[href^="#"]');
      const field = link && document.getElementById(link.getAttribute("href").slice(1));
      if (field) mark(field); /* form.js opens its row and leads there */
    });
    if (panel.querySelector(".checklist[data-asks]")) later(); /* what the public reads may be worth a look, too */
    form?.addEventListener("input", later);
    form?.addEventListener("change", later);
  }
}
