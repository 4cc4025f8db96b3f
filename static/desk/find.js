/* The box in the header: what it finds stands below it while one types. Without script it is a form like any other. */
"use strict";
const box = document.querySelector("#find");
if (box) {
  const list = document.createElement("div");
  list.id = "found";
  list.className = "found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let waiting;
  let asked = "";
  const options = () => [...list.querySelectorAll('[role="option"]')];
  const chosen = () => list.querySelector('[aria-selected="true"]');
  const show = (isShown) => {
    list.hidden = !isShown;
    box.setAttribute("aria-expanded", String(isShown));
    if (!isShown) box.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
  };
  const ask = async () => {
    const words = box.value.trim();
    asked = words;
    if (words.length < 2) return show(false);
    let answer;
    try {
      answer = await fetch(`${box.dataset.find}?part=1&q=${encodeURIComponent(words)}`);
    } catch {
      return show(false);
    }
    if (!answer.ok || answer.redirected || asked !== words) return;
    list.innerHTML = await answer.text();
    for (const option of options()) option.setAttribute("aria-selected", "false");
    show(document.activeElement === box);
    choose(options()[0]);
  };
  show(false);
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = options();
      const at = all.indexOf(chosen()) + (event.key === "ArrowDown" ? 1 : -1);
      choose(all[(at + all.length) % all.length]);
    } else if (event.key === "Enter" && chosen() && asked === box.value.trim()) {
      location.href = chosen().href;
    } else if (event.key === "Escape") {
      show(false);
    } else return;
    event.preventDefault();
  });
  box.addEventListener("focus", () => show(Boolean(list.innerHTML.trim()) && asked.length > 1));
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".frame__find")) show(false);
  });
}
