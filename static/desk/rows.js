/* "Add a row": a copy of the empty row, numbered, with its pickers brought to life. Without script, saved rows still work. */
"use strict";
for (const fieldset of document.querySelectorAll(".desk-rows")) {
  const total = fieldset.querySelector(`[name="${fieldset.dataset.prefix}-TOTAL_FORMS"]`);
  const template = fieldset.querySelector("template");
  fieldset.querySelector(".desk-add").addEventListener("click", () => {
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.firstElementChild;
    fieldset.querySelector(".desk-rows__list").append(row);
    total.value = Number(total.value) + 1;
    django.jQuery(row).find(".admin-autocomplete").djangoAdminSelect2();
    row.querySelector("input, select, textarea").focus();
  });
}
