/* Shows beside the form what the page would look like, renewed while one writes, at the part in which one is. */
"use strict";
{
  const form = document.querySelector("#page-form");
  const panel = document.querySelector("#beside-preview");
  const frame = panel?.querySelector("iframe");
  const said = panel?.querySelector(".live__said");
  const WAIT = 600, AGAIN = 2000; /* milliseconds: after the last key, and where the desk was busy */
  let timer, asking, part = "", isStale = true;

  /* The fields of the form as the browser would send them, without files. */
  function typed() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  }
  function cleaned(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const script of page.querySelectorAll("script")) script.remove();
    const style = page.createElement("link");
    style.rel = "stylesheet";
    style.href = panel.dataset.style;
    page.head.append(style);
    return page;
  }
  function show(html) {
    const page = cleaned(html);
    const shown = frame.contentDocument;
    if (shown?.querySelector("main")) shown.body.replaceWith(shown.adoptNode(page.body)); /* keeps its place */
    else {
      frame.addEventListener("load", () => {
        frame.contentDocument.addEventListener("click", stay);
        go();
      }, { once: true });
      frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
    }
  }
  /* A link of the preview leads nowhere but to a place on it. */
  function stay(event) {
    const link = event.target.closest?.("a, button, summary");
    if (!link?.matches("a")) return;
    event.preventDefault();
    const place = link.getAttribute("href")?.match(/#(.+)$/)?.[1];
    if (place) scrollTo(place);
  }
  function scrollTo(id) {
    const target = frame.contentDocument?.getElementById(id);
    if (target) frame.contentWindow.scrollTo(0, target.getBoundingClientRect().top + frame.contentWindow.scrollY - 12);
  }
  function go() { if (part) scrollTo(part); }

  async function renew() {
    if (panel.hidden) return;
    asking?.abort();
    asking = new AbortController();
    said.textContent = panel.dataset.busy;
    try {
      const answer = await fetch(panel.dataset.url, { method: "POST", body: typed(), redirect: "manual", signal: asking.signal });
      if (answer.status === 503) {
        clearTimeout(timer);
        timer = setTimeout(renew, AGAIN);
        return;
      }
      if (answer.status !== 200) {
        said.textContent = answer.status === 422 ? await answer.text() : panel.dataset.away;
        return;
      }
      show(await answer.text());
      isStale = false;
      said.textContent = panel.dataset.done;
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = panel.dataset.away;
    }
  }
  function soon() {
    isStale = true;
    clearTimeout(timer);
    timer = setTimeout(renew, WAIT);
  }
  function partOf(field) {
    const name = field.name || "";
    return name.startsWith("text__") ? name.slice(6) : name.replaceAll("_", "-");
  }

  if (form && frame) {
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("focusin", (event) => {
      if (!event.target.name) return;
      part = partOf(event.target);
      if (!panel.hidden) go();
    });
    new MutationObserver(() => { if (!panel.hidden && isStale) renew(); }).observe(panel, { attributeFilter: ["hidden"] });
    panel.querySelector(".live__phone").addEventListener("click", (event) => {
      const isPhone = panel.toggleAttribute("data-phone");
      event.currentTarget.setAttribute("aria-pressed", String(isPhone));
    });
  }
}
