"use strict";
// The questions of a decision open over the text, and their answer comes in place; a note is written at its sentence.
// Without this script each of them is a page.

(() => {
  const content = document.querySelector("#content");

  const asked = link => document.getElementById(link.dataset.asks);

  const open = event => {
    const link = event.target.closest("a[data-asks]");
    const dialog = link && asked(link);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("textarea, .button")?.focus();
  };

  const inPlace = async (form, dialog) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#content");
    if (!fresh) throw new Error("another page");
    dialog.close();
    content.replaceChildren(...fresh.childNodes);
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

  window.addEventListener("popstate", () => location.reload());
  document.addEventListener("click", open);
  document.addEventListener("click", noteAt);
  document.addEventListener("submit", send);
})();
