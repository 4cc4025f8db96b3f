/* A color is typed; where scripts run, the browser's own picker stands beside the text and each follows the other. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const picker of document.querySelectorAll(".desk-color")) {
    const text = document.getElementById(picker.dataset.for);
    const follow = () => { if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value.toLowerCase(); };
    picker.addEventListener("input", () => { text.value = picker.value; });
    text.addEventListener("input", follow);
    follow();
    picker.hidden = false;
  }
});
