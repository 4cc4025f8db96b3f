"use strict";
// The line as patients will read it, while it is typed. Without this script it stands there once it was sent.

const line = document.querySelector("[data-shows]");
const typed = line && document.getElementById(line.dataset.shows);
typed?.addEventListener("input", () => { line.textContent = typed.value; });
