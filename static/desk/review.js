"use strict";
// The questions of a decision open over the text, and their answer comes in place; a note is written at its sentence.
// What is typed in the box of a note is kept before anything else is done: a note is never thrown away by a press.
// Without this script each of them is a page.

(() => {
  const content = document.querySelector("#content");

  const asked = link => document.getElementById(link.dataset.asks);

  /* Which text, and which pictures, somebody has before them. */
  const sealsOf = dialog =>
    ["seen", "based_on", "live_sha256", "pictures"].map(name => [name, dialog.querySelector(`[name=${name}]`)?.value])
      .filter(([, value]) => value !== undefined);

  const boxes = () => [...document.querySelectorAll(".note-box textarea, .desk-notes textarea")];

  const typed = () => boxes().filter(box => box.value.trim()).map(box => box.form);

  /* What was written and folded away is shown before anything is done: nothing is sent that nobody sees. */
  const shownFirst = () => {
    const folded = boxes().find(box => box.value.trim() && !box.checkVisibility());
    if (!folded) return false;
    folded.closest("details").open = true;
    folded.focus();
    return true;
  };

  const contentOf = async answer => {
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#content");
    if (!fresh) throw new Error("another page");
    return { page, nodes: fresh.childNodes };
  };

  const post = form => fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });

  const keep = async () => {
    let last = null;
    for (const form of typed()) {
      last = await contentOf(await post(form));
      form.querySelector("textarea").value = "";
    }
    return last;
  };

  let isKeeping = false;
  const open = async event => {
    const link = event.target.closest("a[data-asks]");
    if (!link || !asked(link)?.showModal) return;
    event.preventDefault();
    if (isKeeping || shownFirst()) return;
    isKeeping = true;
    const left = typed()[0];
    try {
      const seen = sealsOf(asked(link));
      const kept = await keep();
      if (kept) content.replaceChildren(...kept.nodes);
      for (const [name, value] of kept && asked(link) ? seen : []) { /* nobody has looked at what came meanwhile */
        const now = asked(link).querySelector(`[name=${name}]`);
        if (now) now.value = value;
      }
    } catch {
      left?.requestSubmit();
      return;
    } finally {
      isKeeping = false;
    }
    const dialog = asked(link);
    if (!dialog) {
      location.reload(); /* it was decided meanwhile: the notes are kept */
      return;
    }
    dialog.showModal();
    dialog.querySelector("textarea, .button")?.focus();
  };

  const keepFirst = event => {
    const form = event.target.closest(".decision__offers");
    if (!form || !typed().length) return;
    event.preventDefault();
    if (shownFirst()) return;
    const again = () => form.requestSubmit(event.submitter);
    keep().then(again, () => typed()[0].requestSubmit());
  };

  const inPlace = async (form, dialog) => {
    const answer = await post(form);
    const { page, nodes } = await contentOf(answer);
    if (!page.querySelector("#came")) throw new Error("asked again"); /* as a page: with what must be looked at first */
    dialog.close();
    content.replaceChildren(...nodes);
    history.pushState(null, "", answer.url);
    document.title = page.title;
    window.scrollTo(0, 0);
    (content.querySelector("#came") || content).focus?.();
  };

  const send = event => {
    const dialog = event.target.closest("dialog.ask-here");
    if (!dialog || event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    const form = event.target;
    const button = event.submitter;
    if (button) button.disabled = true;
    inPlace(form, dialog).catch(() => form.submit());
  };

  const noteAt = event => {
    const link = event.target.closest("a[data-note]");
    const box = document.querySelector("#note-box");
    if (!link || !box) return;
    event.preventDefault();
    const place = link.closest(".change__row, dd");
    const there = place.querySelector(".note-box");
    if (there) {
      there.querySelector("textarea").focus();
      return;
    }
    const form = box.content.cloneNode(true).querySelector("form");
    const asked = new URL(link.href).searchParams;
    for (const name of ["part", "quote", "at"]) form.elements[name].value = asked.get(name) || "";
    const name = form.querySelector(".note-box__name");
    if (link.dataset.note) name.textContent = `${name.dataset.said} “${link.dataset.note}”`;
    form.querySelector("[data-cancel]").addEventListener("click", () => {
      form.remove();
      link.focus();
    });
    place.append(form);
    form.querySelector("textarea").focus();
  };

  /* A note leads back to its change, which may be folded. */
  const fold = document.getElementById(location.hash.slice(1))?.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    fold.scrollIntoView();
  }

  window.addEventListener("popstate", () => location.reload());
  window.addEventListener("pageshow", event => {
    if (event.persisted) return; /* it is as it was left */
    for (const box of boxes()) if (!box.checkVisibility()) box.value = ""; /* put there by the browser */
  });
  document.addEventListener("click", open);
  document.addEventListener("click", noteAt);
  document.addEventListener("submit", send);
  document.addEventListener("submit", keepFirst);
})();
