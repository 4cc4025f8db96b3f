/* "Add a row": a copy of the empty row, numbered, with its pickers brought to life. Without script, saved rows still work. */
"use strict";
/* A picker stands in for its select, but is not called by the select's label. Here it gets that name. */
function nameThePickers(part) {
  for (const select of part.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels[0];
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) continue;
    label.id ||= `${select.id}-label`;
    box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
    box.querySelector('[role="textbox"], .select2-search__field')?.setAttribute("aria-labelledby", label.id);
  }
}
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
    nameThePickers(row);
    row.querySelector("input, select, textarea").focus();
  });
}
django.jQuery(() => nameThePickers(document)); /* after the admin's own, which makes the pickers */
