/* Pictures: a file is sent as soon as it is chosen or dropped; what must stay in view is tapped, or moved to with the
   arrows; and the form of a page has both in a panel, which saves with the page. Without script each is a page. */
"use strict";
{
  const STEP = 5; /* hundredths of a side that an arrow moves */

  /* What must stay in view */
  function focusOn(part) {
    const [x, y] = ["x", "y"].map((axis) => part.querySelector(`[name="focus_${axis}"]`));
    const frame = part.querySelector(".focus__frame");
    const ring = part.querySelector(".focus__ring");
    const told = part.querySelector('[role="status"]');
    const bounded = (value) => Math.max(0, Math.min(100, Math.round(value)));
    const place = () => [x, y].map((field) => bounded(Number(field.value)));
    function show() {
      const [left, top] = place();
      ring.style.insetInlineStart = `${left}%`;
      ring.style.insetBlockStart = `${top}%`;
      for (const crop of part.querySelectorAll(".focus__crop img")) crop.style.objectPosition = `${left}% ${top}%`;
    }
    function move(left, top) {
      [x.value, y.value] = [bounded(left), bounded(top)];
      told.textContent = ring.dataset.place.replace("%x", x.value).replace("%y", y.value);
      show();
    }
    ring.hidden = false;
    part.querySelector(".focus__crops").hidden = false;
    part.dataset.ready = "";
    frame.addEventListener("click", (event) => {
      const box = frame.querySelector("img").getBoundingClientRect();
      if (event.detail) move((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
      ring.focus({ preventScroll: true });
    });
    ring.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!by) return;
      event.preventDefault();
      const [left, top] = place();
      move(left + by[0] * STEP, top + by[1] * STEP);
    });
    for (const field of [x, y]) field.addEventListener("input", show);
    show();
  }

  /* A file */
  function receive(form) {
    const drop = form.querySelector("[data-drop]");
    const file = form.querySelector('input[type="file"]');
    const wait = form.querySelector(".picture-drop__wait");
    const isSentAtOnce = "send" in form.dataset;
    drop.dataset.ready = "";
    for (const part of form.querySelectorAll("[data-needs-script]")) part.hidden = false;
    if (isSentAtOnce) form.querySelector("[data-no-script]").hidden = true;
    file.addEventListener("change", () => {
      if (!file.files.length) return;
      wait.textContent = isSentAtOnce ? form.dataset.sending : file.files[0].name;
      if (isSentAtOnce) form.requestSubmit();
    });
    for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.dataset.over = ""; });
    drop.addEventListener("dragleave", () => delete drop.dataset.over);
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      delete drop.dataset.over;
      if (!event.dataTransfer.files.length) return;
      file.files = event.dataTransfer.files;
      file.dispatchEvent(new Event("change"));
    });
  }
  function ready(root) {
    for (const part of root.querySelectorAll("[data-focus]")) focusOn(part);
    for (const drop of root.querySelectorAll("[data-drop]")) receive(drop.closest("form"));
  }
  ready(document);

  /* The panel over the form of a page */
  const panel = document.querySelector("#picture-panel");
  if (panel) {
    const inside = panel.querySelector(".picture-screen");
    const wrong = panel.querySelector('[role="alert"]');
    let box = null, opener = null, isOfText = false, isAsking = false;

    function putRow(drawing) {
      const rows = opener.closest(".rows");
      const total = rows.querySelector(`[name="${rows.dataset.prefix}-TOTAL_FORMS"]`);
      const start = `${rows.dataset.prefix}-${total.value}-`;
      addRow(rows, total);
      for (const [key, words] of Object.entries(drawing)) {
        const field = rows.querySelector(`[name="${start}${key}"]`);
        if (field.type === "radio") {
          rows.querySelector(`[name="${start}${key}"][value="${CSS.escape(words)}"]`).checked = true;
          continue;
        }
        if (field.matches("select") && ![...field.options].some((option) => option.value === words)) field.add(new Option(words, words));
        field.value = words;
      }
    }
    /* Beside what opened the panel. It is there before it is filled, so that it is read aloud. */
    function say(words) {
      const said = Object.assign(document.createElement("p"), { className: "picture-told" });
      said.setAttribute("role", "status");
      (isOfText ? box : opener.closest(".rows__add")).after(said);
      setTimeout(() => Object.assign(said, { className: "said said--kept picture-told", textContent: words }), 100);
    }
    function done(told) {
      inside.replaceChildren();
      panel.close();
      if (told.gone) return say(told.gone);
      if (isOfText) editor.putBlock(box, told.mark);
      else putRow(told.drawing);
      document.querySelector("#bar-save").click();
    }
    async function ask(url, options = {}) {
      isAsking = true;
      wrong.textContent = "";
      try {
        const answer = await fetch(url, { redirect: "error", ...options });
        if (![200, 422, 503].includes(answer.status)) throw answer.status;
        if (answer.headers.get("Content-Type").startsWith("application/json")) return done(await answer.json());
        inside.innerHTML = await answer.text();
        ready(inside);
        (inside.querySelector(".field--wrong :is(input, textarea)") || inside.querySelector("#picture-shows, #picture-file"))?.focus();
      } catch {
        wrong.textContent = panel.dataset.away;
        const wait = inside.querySelector(".picture-drop__wait");
        if (wait) wait.textContent = "";
      } finally {
        isAsking = false;
      }
    }
    function open(what, ofText) {
      opener = what;
      document.querySelector(".picture-told")?.remove();
      if (ofText !== isOfText || !inside.querySelector("[data-describe]")) {
        inside.replaceChildren();
        ask(panel.dataset.url + (ofText ? "&in_text=1" : ""));
      }
      isOfText = ofText;
      panel.showModal();
    }
    panel.addEventListener("submit", (event) => {
      event.preventDefault();
      if (isAsking) return; /* a second press sends nothing twice */
      const from = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : event.target.action;
      ask(from, { method: "POST", body: new FormData(event.target) });
    });
    panel.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) panel.close(); });
    panel.addEventListener("close", () => opener?.focus({ preventScroll: true }));
    for (const button of document.querySelectorAll("[data-brings]")) {
      button.addEventListener("click", (event) => { event.preventDefault(); open(button, false); });
    }

    const upload = document.querySelector("#pick .pick__upload");
    document.addEventListener("editor:pick", (event) => {
      upload.hidden = event.detail.what !== "pictures";
      box = event.detail.box;
    });
    upload.querySelector("button").addEventListener("click", () => {
      document.querySelector("#pick [data-close]").click();
      open(box, true);
    });
  }
}
