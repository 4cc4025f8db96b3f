/* The header: "/" goes to Find, Esc closes an open menu and gives the focus back, a click elsewhere closes it. */
"use strict";
const header = document.querySelector("#header");
const openMenus = () => header?.querySelectorAll("details[open]") ?? [];
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  } else if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector("#find");
    const link = header?.querySelector(".frame__small > a");
    if (box?.checkVisibility()) box.focus();
    else if (link) location.href = link.href;
    else return;
    event.preventDefault();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
