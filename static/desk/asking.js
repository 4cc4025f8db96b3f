"use strict";
// The next step of the form is asked over the form, once the text is saved. Without this script the question is a page.

(() => {
  const form = document.querySelector("#page-form");

  /* Let the browser send what could not be asked here: it is saved by now, or the answer says what is wrong. */
  const sendPlainly = button => {
    const verb = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(verb);
    form.submit();
  };

  const shown = question => {
    const dialog = document.createElement("dialog");
    dialog.className = "ask-here ask-here--form page-form";
    dialog.setAttribute("aria-labelledby", "asked");
    question.querySelector("h1").id = "asked";
    dialog.append(question);
    document.querySelector("#content").append(dialog);
    dialog.showModal();
    (dialog.querySelector("textarea, input:checked") || dialog.querySelector(".ask__do .button, a"))?.focus();
    /* The draft is another one by now than the form began with: the form is read again. */
    dialog.addEventListener("close", () => location.assign(location.pathname));
    dialog.addEventListener("submit", () => document.activeElement?.blur());
  };

  const ask = async button => {
    const body = new FormData(form, button);
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { "X-Asks": "yes" } });
    const leads = answer.headers.get("X-Leads-To");
    if (leads) return location.assign(leads); /* there is nothing to ask: what came of it is said there */
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const question = page.querySelector(".ask");
    if (!answer.ok || !question) throw new Error("no question");
    const said = page.querySelector(".messagelist");
    if (said) question.querySelector("h1").after(said);
    shown(question);
  };

  form?.addEventListener("submit", event => {
    const button = event.submitter;
    if (event.defaultPrevented || button?.id !== "bar-next" || button.name !== "verb") return;
    event.preventDefault();
    form.dataset.sent = "1"; /* what is being asked is not asked twice, nor saved beside it */
    ask(button).catch(() => sendPlainly(button));
  });
})();
