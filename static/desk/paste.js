/* What is pasted from Word, Google Docs or a web page goes to the desk, which answers with our text and with what it left
   out; it is put in as one step of undo. Plain text, and Shift+Ctrl+V, stay the browser's own. */
"use strict";
{
  const WAIT = 8000, AGAIN = 1500; /* milliseconds: until the words alone are put in; where the desk was busy */
  const said = editor.words;
  let isPlain = false; /* whether the keys were those of "paste without looks" */

  function intoWhat(box) {
    if (editor.isLine(box)) return box.dataset.lines === undefined ? "line" : "lines";
    return box.name === "text" ? "text" : "section";
  }
  /* Pictures that stand in the text as data would make a long letter of it, and are not read there. */
  function light(html) {
    return html.replace(/(["'(])data:[a-z]+\/[^"')]*/gi, "$1data:");
  }
  function place(box) {
    let shown = box.parentElement.querySelector(".pasted");
    if (!shown) {
      shown = document.createElement("div");
      shown.className = "pasted";
      shown.setAttribute("role", "status");
      box.previousElementSibling.before(shown);
    }
    return shown;
  }
  function say(box, words) {
    const shown = place(box);
    const line = document.createElement("p");
    line.textContent = words;
    shown.toggleAttribute("data-look", words !== said.reading && words !== said.undone);
    shown.replaceChildren(line);
    return shown;
  }
  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "pasted__do";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }
  /* The message of the desk, with what one can do about the paste. */
  function tell(box, html, undo) {
    const shown = place(box);
    if (html.trimStart().startsWith("<")) {
      shown.removeAttribute("data-look");
      shown.innerHTML = html;
    } else say(box, html);
    const act = document.createElement("p");
    act.className = "pasted__acts";
    if (undo) act.append(button(said.undoPaste, () => { undo(); say(box, said.undone).append(" "); }));
    act.append(button(said.hide, () => { shown.remove(); box.focus({ preventScroll: true }); }));
    shown.append(act);
  }

  const isItem = (line) => /^\s*(?:- |\d+\. )/.test(line);
  /* From where on to put words in, and the words: blocks stand on lines of their own, and take the place of an item that
     is still empty. */
  function around(text, start, end, words, isInline) {
    const line = text.lastIndexOf("\n", start - 1) + 1;
    const isInItem = isItem(words) && /^\s*(?:- |\d+\. )$/.test(text.slice(line, start));
    if (isInItem) start = line;
    const head = text.slice(0, start), tail = text.slice(end);
    const isNext = isInItem && isItem(head.split("\n").at(-2) || "");
    if (isInline) return [start, words];
    const before = isNext || head === "" || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
    const after = tail === "" || tail.startsWith("\n\n") ? "" : tail.startsWith("\n") ? "\n" : "\n\n";
    return [start, before + words + after];
  }
  /* Puts words in, and returns what takes them out again, whatever was typed elsewhere since. */
  function put(box, was, words, isInline) {
    const isSame = box.value === was.value;
    const [from, to] = isSame ? [was.start, was.end] : [box.selectionStart, box.selectionEnd];
    const [start, whole] = editor.isLine(box) ? [from, words] : around(box.value, from, to, words, isInline);
    const before = box.value, replaced = before.slice(start, to);
    editor.put(box, start, to, whole);
    const after = box.value;
    return () => {
      if (box.value === after) {
        box.focus({ preventScroll: true });
        document.execCommand("undo");
        if (box.value === before) return;
      }
      const at = box.value.slice(start, start + whole.length) === whole ? start : box.value.indexOf(whole);
      if (at >= 0) editor.put(box, at, at + whole.length, replaced, [replaced.length, replaced.length]);
    };
  }
  function plain(box, was, words, why) {
    const undo = words && put(box, was, words, true);
    tell(box, why, undo);
  }

  async function pasted(box, html, words) {
    const was = { value: box.value, start: box.selectionStart, end: box.selectionEnd };
    const asked = new URLSearchParams({ into: intoWhat(box), language: said.language });
    const token = document.querySelector('#page-form [name="csrfmiddlewaretoken"]').value;
    say(box, said.reading);
    box.setAttribute("aria-busy", "true");
    try {
      const signal = AbortSignal.timeout(WAIT);
      const send = () => fetch(`${said.paste}?${asked}`, {
        method: "POST", body: html, redirect: "manual", credentials: "same-origin", signal,
        headers: { "Content-Type": "text/html; charset=utf-8", "X-CSRFToken": token },
      });
      let answer = await send();
      while (answer.status === 503 && !signal.aborted) {
        await new Promise((done) => setTimeout(done, AGAIN));
        answer = await send();
      }
      if (answer.status === 413) plain(box, was, words, (await answer.json()).said);
      else if (!answer.ok) plain(box, was, words, said.wordsOnly);
      else {
        const { text, isInline, message } = await answer.json();
        const undo = text && put(box, was, text, isInline);
        if (message) tell(box, message, undo);
        else if (text) place(box).remove();
        else say(box, said.nothing);
      }
    } catch {
      plain(box, was, words, said.wordsOnly);
    }
    box.removeAttribute("aria-busy");
  }

  /* What is being read belongs to the form, which is sent when the words are in it. */
  let reads = 0, held = null;
  function hold(event) {
    if (!reads) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = { form: event.target, button: event.submitter };
  }
  async function read(...what) {
    reads += 1;
    await pasted(...what).finally(() => { reads -= 1; });
    if (reads || !held) return;
    const { form, button } = held;
    held = null;
    form.requestSubmit(button);
  }
  document.addEventListener("submit", (event) => { if (event.target.id === "page-form") hold(event); }, true);

  function caught(event) {
    const html = event.clipboardData?.getData("text/html");
    const isOurs = html && !isPlain && said.paste;
    isPlain = false;
    if (!isOurs) return;
    event.preventDefault();
    const words = event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n");
    read(event.currentTarget, light(html), editor.isLine(event.currentTarget) ? words.trim() : words);
  }
  document.addEventListener("keydown", (event) => {
    isPlain = (event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "v";
  }, true);
  document.addEventListener("editor:box", ({ detail: { box } }) => box.addEventListener("paste", caught));
}
