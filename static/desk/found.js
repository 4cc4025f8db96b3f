/* A form that was opened from what Find found: opens the row in which the words stand, and selects them. */
"use strict";
const looked = new URLSearchParams(location.search).get("find")?.trim().toLowerCase();
const place = (text) => {
  const at = text.toLowerCase().indexOf(looked);
  if (at >= 0) return [at, at + looked.length];
  const word = looked.split(/\s+/).find((one) => text.toLowerCase().includes(one));
  return word ? [text.toLowerCase().indexOf(word), text.toLowerCase().indexOf(word) + word.length] : null;
};
const openAround = (element) => {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
};
const selectIn = (editor) => {
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.toLowerCase().indexOf(looked);
    if (at < 0) continue;
    editor.focus();
    getSelection().setBaseAndExtent(node, at, node, at + looked.length);
    node.parentElement.scrollIntoView({ block: "center" });
    return;
  }
};
let isAtWork = false;
const silent = ["Control", "Shift", "Alt", "Meta"]; /* alone they do nothing but silence a screen reader */
const begin = (event) => { isAtWork ||= !event.repeat && !silent.includes(event.key); };
for (const press of ["pointerdown", "keydown", "wheel"]) addEventListener(press, begin, { capture: true, passive: true });
const goThere = () => {
  if (isAtWork) return; /* whoever has pressed something meanwhile is not led away from it */
  const fields = [...document.querySelectorAll("#page-form textarea, #page-form input[type='text']")];
  const whole = fields.find((field) => field.value.toLowerCase().includes(looked));
  const field = whole ?? fields.find((one) => place(one.value));
  if (!field) return;
  openAround(field);
  const editor = field.parentElement.querySelector("[contenteditable]");
  if (!field.checkVisibility() && editor) return selectIn(editor);
  field.focus();
  field.setSelectionRange(...place(field.value));
  field.scrollIntoView({ block: "center" });
};
if (looked && document.querySelector("#page-form")) addEventListener("load", goThere);
