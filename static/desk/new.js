/* A new page: shows its address while its name is typed, and the groups of the chosen kind alone. */
"use strict";
{
  const form = document.querySelector("#new-form");
  const address = document.querySelector("#new-address");
  const groups = [...form.querySelectorAll(".new__groups")];
  const slug = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^a-z0-9\s_-]/g, "").trim().replace(/[\s_-]+/g, "-").replace(/^-|-$/g, "");
  const show = () => {
    const kind = address.dataset.kind || form.querySelector('[name="kind"]:checked')?.value || "";
    for (const group of groups) group.hidden = groups.length > 1 && group.dataset.kind !== kind;
    const name = slug(form.querySelector('[name="title"]').value);
    address.hidden = !name || !kind;
    address.querySelector("span").textContent = `${address.dataset.site}/${kind}/${name}/`;
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
  if (!form.querySelector('[name="title"]').value) form.querySelector('[name="title"]').focus();
}
