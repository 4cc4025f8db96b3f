/* A preview of what stands in a form is a tab of its own: its way back closes it, since the form with all its words is
   still open in the other. Where a browser does not let it close itself, the link leads to the form. */
"use strict";
document.querySelector("[data-to-the-form]").addEventListener("click", (event) => {
  event.preventDefault();
  window.close();
  setTimeout(() => { location.href = event.target.href; }, 400);
});
