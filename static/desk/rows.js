/* Rows of a list: added, moved and taken out in place. Without script a row is added by saving, moved by its number and
   taken out by a box to tick. */
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
function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}
function rowsOf(list) {
  return [...list.children].filter((child) => child.matches(".fold"));
}
function numbered(list) {
  rowsOf(list).forEach((row, index) => {
    const place = row.querySelector(':scope > .fold__inside > .row-tools [name$="-ORDER"]');
    if (place) place.value = index + 1;
  });
}
/* A new row is called as the first thing that is typed or picked in it. */
function nameRow(row) {
  const name = row.querySelector(":scope > summary .fold__name");
  const unnamed = name.textContent;
  const boxes = row.querySelectorAll(".field :is(select, textarea, input:not([type=hidden], [type=checkbox], [type=radio]))");
  const follow = () => {
    const first = [...boxes].find((box) => box.value.trim());
    const words = first?.matches("select") ? first.selectedOptions[0].text : first?.value;
    name.textContent = words?.trim().slice(0, 70) || unnamed;
  };
  row.addEventListener("input", follow);
  window.django?.jQuery?.(row).on("change", follow); /* a picker tells only jQuery */
}
function addRow(rows, total) {
  const holder = document.createElement("div");
  holder.innerHTML = rows.querySelector(":scope > template").innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  const list = rows.querySelector(":scope > .rows__list");
  list.append(row);
  total.value = Number(total.value) + 1;
  if (window.django?.jQuery?.fn.djangoAdminSelect2) {
    django.jQuery(row).find(".admin-autocomplete").djangoAdminSelect2();
    nameThePickers(row);
  }
  for (const day of row.querySelectorAll(".vDateField")) window.DateTimeShortcuts?.addCalendar(day);
  handles(row);
  nameRow(row);
  numbered(list);
  row.open = true;
  const first = row.querySelector(".fold__inside :is(input, select, textarea)");
  if (first?.matches(".admin-autocomplete")) django.jQuery(first).select2("open"); /* one types at once what to pick */
  else first?.focus();
  changed(total);
}
function moved(row, by) {
  const list = row.parentElement;
  const rows = rowsOf(list);
  const other = rows[rows.indexOf(row) + by];
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  numbered(list);
  changed(row.querySelector('[name$="-ORDER"]'));
}
/* The number and the box to tick of a row become buttons that say what they do. */
function handles(row) {
  const tools = row.querySelector(":scope > .fold__inside > .row-tools");
  if (!tools || tools.dataset.ready) return;
  tools.dataset.ready = "1";
  const words = document.querySelector("#row-words").dataset;
  const out = tools.querySelector('[name$="-DELETE"]');
  tools.querySelector(".row-tools__place").hidden = true;
  out.closest("label").hidden = true;
  const button = (text, does) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button-quiet";
    made.textContent = text;
    made.addEventListener("click", () => does(made));
    tools.append(made);
    return made;
  };
  button(words.up, (made) => { moved(row, -1); made.focus(); });
  button(words.down, (made) => { moved(row, 1); made.focus(); });
  button(words.out, (made) => {
    out.checked = !out.checked;
    row.toggleAttribute("data-out", out.checked);
    made.textContent = out.checked ? words.back : words.out;
    changed(out);
  });
}
for (const rows of document.querySelectorAll(".rows")) {
  const total = rows.querySelector(`[name="${rows.dataset.prefix}-TOTAL_FORMS"]`);
  rows.querySelector(":scope > .rows__add [data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    addRow(rows, total);
  });
  for (const row of rowsOf(rows.querySelector(":scope > .rows__list"))) handles(row);
}
window.django?.jQuery?.(() => nameThePickers(document)); /* after the admin's own, which makes the pickers */
