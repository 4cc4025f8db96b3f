/* A double click is one press. Its second click does nothing on what has come under the pointer since, such as the first
   choice of a dialog that the first click opened; it does not shut again what that has opened, and opens no second tab.
   And a form is sent once. A key, a press that comes later, and words that are selected in a box go their way. */
"use strict";
{
  const AGAIN = 15000; /* milliseconds after which a form that was sent can be sent again, where the page is still there */
  let first = null;

  /* What is pressed at a place. A press on a name is one on the box that it names. */
  function at(place) {
    const found = place.closest?.("a, button, summary, label, input, select, textarea, [aria-expanded], [role=option]") || place;
    return found.control || found;
  }
  function isOpen(pressed) {
    return pressed.matches?.("summary") ? pressed.parentElement.open : pressed.getAttribute?.("aria-expanded") === "true";
  }
  function isTooMuch({ type, target }) {
    if (!first) return type === "click"; /* the first click was on the page before this one */
    const pressed = at(target);
    if (pressed !== first.pressed) return true;
    if (isOpen(pressed) && !first.wasOpen) return true;
    return type === "click" && (pressed.formTarget || pressed.target) === "_blank";
  }
  function mouse(event) {
    if (!event.isTrusted) return;
    if (event.detail > 1 && isTooMuch(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.type === "mousedown" && event.detail < 2) {
      const pressed = at(event.target);
      first = { pressed, wasOpen: isOpen(pressed) };
    }
  }
  for (const type of ["mousedown", "mouseup", "click"]) window.addEventListener(type, mouse, true);

  window.addEventListener("submit", (event) => {
    if (!event.target.dataset.sent || event.submitter?.formTarget) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  window.addEventListener("submit", (event) => { /* behind every script that sends a form in its own way */
    const form = event.target;
    const how = event.submitter?.formMethod || form.method;
    if (event.defaultPrevented || event.submitter?.formTarget || how !== "post") return;
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, AGAIN);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return; /* pressed before all was there */
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}
