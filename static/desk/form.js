/* The form of a page: what is open stays open after a save, and one stays where one was; a link to a field opens its row;
   keys for saving and for the next step. Without script all of it works by the browser's own means. */
"use strict";
{
  const form = document.querySelector("#page-form");
  const KEY = `desk-form:${location.pathname}`;
  const folds = () => [...document.querySelectorAll("#page-form details[id]")];

  function reveal(target) {
    for (let part = target; part && part !== form; part = part.parentElement) {
      if (part.matches("details")) part.open = true;
      if (part.matches('[role="tabpanel"][hidden]')) document.querySelector(`#${part.getAttribute("aria-labelledby")}`)?.click();
    }
    target.scrollIntoView({ block: "center" });
    const picker = target.nextElementSibling?.querySelector?.(".select2-selection");
    const focused = target.matches("details") ? target.querySelector("summary") : picker || target;
    if (!focused.matches("a, button, input, select, textarea, summary, [tabindex]")) focused.tabIndex = -1;
    focused.focus({ preventScroll: true });
  }
  function follow(hash) {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target) return false;
    reveal(target);
    return true;
  }
  function showSaid(mayScroll) { /* what was just said stands at the top: both are seen, or the bar says it */
    const said = document.querySelector(".messagelist");
    const above = said ? said.getBoundingClientRect().top : 0;
    if (above >= 0) return;
    const bar = document.querySelector("#bar");
    if (mayScroll && document.activeElement.getBoundingClientRect().bottom - above < bar.getBoundingClientRect().top) scrollBy(0, above);
    else document.querySelector("#bar-kept").textContent = said.textContent.trim();
  }
  function remembered() {
    try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; }
  }
  function remember(saved) {
    const open = folds().filter((fold) => fold.open).map((fold) => fold.id);
    const focus = document.activeElement?.id || "";
    try { sessionStorage.setItem(KEY, JSON.stringify({ open, y: scrollY, saved, focus })); } catch { /* no room */ }
  }

  /* Whoever has pressed something while the page was still loading is not led away from it. The keys of a save may still
     be held down, and one that does nothing alone silences a screen reader. */
  let isAtWork = false;
  const silent = ["Control", "Shift", "Alt", "Meta"];
  const begin = (event) => { isAtWork ||= !event.repeat && !silent.includes(event.key); };
  for (const press of ["pointerdown", "keydown", "wheel"]) window.addEventListener(press, begin, { capture: true, passive: true });
  const before = remembered();
  for (const id of before.open || []) {
    const fold = document.getElementById(id);
    if (fold) fold.open = true;
  }
  if (location.hash) {
    window.addEventListener("load", () => {
      if (!isAtWork && !follow(location.hash)) return;
      showSaid(!isAtWork);
      history.replaceState(history.state, "", location.pathname + location.search);
    });
  } else if (before.saved) {
    history.scrollRestoration = "manual";
    window.addEventListener("load", () => {
      if (isAtWork) return;
      scrollTo(0, before.y || 0);
      document.getElementById(before.focus)?.focus({ preventScroll: true });
    });
  }
  if (location.search.includes("add=")) history.replaceState(history.state, "", location.pathname);
  remember(false);
  window.addEventListener("pagehide", () => remember(remembered().saved));
  form.addEventListener("toggle", () => remember(false), true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && follow(link.hash)) {
      event.preventDefault();
      document.querySelector("#more")?.removeAttribute("open");
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form && !event.submitter?.formTarget) remember(true); /* a preview leaves the form where it is */
  });

  form.addEventListener("input", () => document.querySelector("#bar-next[data-waits]")?.classList.remove("button-quiet"));

  const more = document.querySelector("#more");
  document.addEventListener("keydown", (event) => {
    const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isOurs && event.key.toLowerCase() === "s") {
      event.preventDefault();
      document.querySelector("#bar-save").click();
    } else if (isOurs && event.key === "Enter") {
      event.preventDefault();
      document.querySelector("#bar-next")?.click();
    } else if (event.key === "Escape" && more?.open) {
      more.open = false;
      more.querySelector("summary").focus();
    } else if (event.altKey && !event.ctrlKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      const all = folds().filter((fold) => fold.matches(".fold"));
      const here = all.findLastIndex((fold) => fold.contains(document.activeElement));
      const next = all[here + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); next.querySelector("summary").focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (more?.open && !more.contains(event.target)) more.open = false;
  });
  document.addEventListener("focusin", (event) => {
    if (more?.open && !more.contains(event.target)) more.open = false;
  });
  window.addEventListener("beforeprint", () => folds().forEach((fold) => { fold.open = true; }));

  /* The parts beside the text become tabs. */
  const beside = document.querySelector("#beside");
  const panels = [...beside.querySelectorAll(":scope > section")];
  if (panels.length > 1) {
    const tabs = document.createElement("div");
    tabs.className = "beside__tabs";
    tabs.setAttribute("role", "tablist");
    const made = panels.map((panel) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `${panel.id}-tab`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      tab.append(...panel.querySelector(".beside__name").cloneNode(true).childNodes);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tabs.append(tab);
      return tab;
    });
    const choose = (chosen) => made.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    made.forEach((tab, index) => {
      tab.addEventListener("click", () => choose(index));
      tab.addEventListener("keydown", (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        const next = (index + by + made.length) % made.length;
        choose(next);
        made[next].focus();
      });
    });
    beside.prepend(tabs);
    beside.dataset.tabs = "";
    choose(0);
  }
}
