/* Buttons over each box of prose, which write the marks that nobody should have to know. What stands in a box is only
   ever changed at the place that is meant, in one step of the browser's own undo. Pickers: pickers.js. */
"use strict";
const editor = {
  words: document.querySelector("#editor")?.dataset || {},
  boxes: [],
  /* Puts words in the place of some characters of a box. select: what of them is marked afterwards. */
  put(box, start, end, words, select = [words.length, words.length]) {
    box.focus({ preventScroll: true });
    box.setSelectionRange(start, end);
    const before = box.value.length;
    const done = words ? document.execCommand("insertText", false, words) : start === end || document.execCommand("delete");
    if (!done || box.value.length !== before - (end - start) + words.length) {
      box.setRangeText(words, start, end, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    box.setSelectionRange(start + select[0], start + select[1]);
  },
  isLine(box) { return box.dataset.prose === "line"; },
  /* From where to where the lines reach that are touched by what is marked. */
  lines(box) {
    const { value, selectionStart: from, selectionEnd: to } = box;
    const start = value.lastIndexOf("\n", from - 1) + 1;
    const end = value.indexOf("\n", to > from && value[to - 1] === "\n" ? to - 1 : to);
    return [start, end < 0 ? value.length : end];
  },
  /* Puts lines of their own in, a blank line before and after; behind a block, if it stands in one. */
  putBlock(box, words, select) {
    const [, lineEnd] = this.lines(box);
    let at = lineEnd;
    const isOpen = box.value.slice(0, at).split("\n").reduce((open, line) => (line === "///" ? false : open || /^\/\/\/ \S/.test(line)), false);
    if (isOpen) {
      const close = box.value.slice(at).search(/^\/\/\/$/m);
      at = close < 0 ? box.value.length : at + close + 3;
    }
    const head = box.value.slice(0, at), tail = box.value.slice(at);
    const before = head === "" || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
    const after = tail === "" || tail.startsWith("\n\n") ? "" : tail.startsWith("\n") ? "\n" : "\n\n";
    const [from, to] = select || [words.length, words.length];
    this.put(box, at, at, before + words + after, [before.length + from, before.length + to]);
  },
};
{
  const LIST = /^(\s*)(?:- |\d+\. )/;
  function bold(box) {
    let { selectionStart: start, selectionEnd: end } = box;
    const text = box.value;
    if (start === end) {
      while (start > 0 && /[\p{L}\p{N}'’-]/u.test(text[start - 1])) start--;
      while (end < text.length && /[\p{L}\p{N}'’-]/u.test(text[end])) end++;
    } else {
      while (start < end && /\s/.test(text[start])) start++;
      while (end > start && /\s/.test(text[end - 1])) end--;
    }
    const words = text.slice(start, end);
    if (words.startsWith("**") && words.endsWith("**") && words.length > 4) {
      editor.put(box, start, end, words.slice(2, -2), [0, words.length - 4]);
    } else if (text.slice(start - 2, start) === "**" && text.slice(end, end + 2) === "**") {
      editor.put(box, start - 2, end + 2, words, [0, words.length]);
    } else {
      editor.put(box, start, end, `**${words}**`, [2, 2 + words.length]);
    }
  }
  function list(box, isNumbered) {
    const [start, end] = editor.lines(box);
    const lines = box.value.slice(start, end).split("\n");
    const mine = isNumbered ? /^\d+\. / : /^- /;
    const isList = lines.some((line) => line.trim()) && lines.every((line) => !line.trim() || mine.test(line));
    let number = 0;
    const made = lines.map((line) => {
      const words = line.replace(LIST, "$1");
      if (isList || (!line.trim() && lines.length > 1)) return words;
      number += 1;
      return `${isNumbered ? `${number}. ` : "- "}${words}`;
    }).join("\n");
    const above = box.value.slice(0, start).replace(/\n$/, "").split("\n").at(-1);
    const gap = !isList && start > 0 && above.trim() && !LIST.test(above) && !above.startsWith("///") ? "\n" : "";
    const whole = gap + made;
    editor.put(box, start, end, whole, lines.length > 1 ? [gap.length, whole.length] : undefined);
  }
  function heading(box) {
    const mark = box.name === "text" ? "## " : "### ";
    const [start, end] = editor.lines(box);
    const line = box.value.slice(start, end).split("\n")[0];
    const words = line.replace(/^#+ */, "");
    if (line !== words) return editor.put(box, start, start + line.length, words);
    const head = box.value.slice(0, start), tail = box.value.slice(start + line.length);
    const before = head === "" || head.endsWith("\n\n") ? "" : "\n";
    const after = tail.startsWith("\n\n") ? "" : tail.startsWith("\n") ? "\n" : "\n\n";
    const place = before.length + mark.length + words.length;
    return editor.put(box, start, start + line.length, `${before}${mark}${words}${after}`, [place, place]);
  }
  /* Enter in a list goes on with it, and ends it on an empty line of it. */
  function goOn(event, box) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (editor.isLine(box) || box.selectionStart !== box.selectionEnd) return;
    const at = box.selectionStart;
    const start = box.value.lastIndexOf("\n", at - 1) + 1;
    const item = box.value.slice(start, at).match(/^(\s*)(- |(\d+)\. )(.*)$/);
    if (!item) return;
    event.preventDefault();
    const isEnd = box.value.indexOf("\n", at) === at || at === box.value.length;
    if (!item[4] && isEnd) editor.put(box, start, at, "");
    else editor.put(box, at, at, `\n${item[1]}${item[3] ? `${Number(item[3]) + 1}. ` : "- "}`);
  }
  const does = {
    bold,
    list: (box) => list(box, false),
    numbers: (box) => list(box, true),
    heading,
    undo: (box) => { box.focus(); document.execCommand("undo"); },
    redo: (box) => { box.focus(); document.execCommand("redo"); },
    more: (box, button) => {
      const isOpen = button.closest(".tools").toggleAttribute("data-open");
      button.setAttribute("aria-expanded", String(isOpen));
    },
  };
  function pressed(event, box) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.pick) document.dispatchEvent(new CustomEvent("editor:pick", { detail: { box, button, what: button.dataset.pick } }));
    else does[button.dataset.do](box, button);
  }
  /* One stop of the Tab key; arrows go from button to button. */
  function walk(tools) {
    const all = [...tools.querySelectorAll("button")];
    all.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
    tools.addEventListener("keydown", (event) => {
      const shown = all.filter((button) => button.offsetParent);
      const here = shown.indexOf(document.activeElement);
      const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: shown.length - 1 }[event.key];
      if (here < 0 || to === undefined) return;
      event.preventDefault();
      shown[(to + shown.length) % shown.length].focus();
    });
    tools.addEventListener("focusin", (event) => all.forEach((button) => { button.tabIndex = button === event.target ? 0 : -1; }));
  }
  function equip(box) {
    if (box.dataset.tools !== undefined || box.closest("details:not([open])")) return;
    box.dataset.tools = "";
    const made = document.querySelector(editor.isLine(box) ? "#tools-line" : "#tools-text").content.cloneNode(true).firstElementChild;
    const label = box.labels?.[0]?.textContent.trim() || "";
    made.setAttribute("aria-label", editor.words.label.replace("%s", label));
    made.setAttribute("aria-controls", box.id);
    made.addEventListener("mousedown", (event) => { if (event.target.closest("button")) event.preventDefault(); });
    made.addEventListener("click", (event) => pressed(event, box));
    box.before(made);
    walk(made);
    box.addEventListener("keydown", (event) => {
      const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isOurs && event.key.toLowerCase() === "b") { event.preventDefault(); bold(box); }
      else if (isOurs && event.key.toLowerCase() === "k") { event.preventDefault(); made.querySelector('[data-pick="pages"]').click(); }
      else goOn(event, box);
    });
    editor.boxes.push(box);
    document.dispatchEvent(new CustomEvent("editor:box", { detail: { box } }));
  }
  function equipAll(root) {
    for (const box of root.querySelectorAll("[data-prose]")) equip(box);
  }
  if (document.querySelector("#editor")) {
    document.addEventListener("toggle", (event) => { if (event.target.open) equipAll(event.target); }, true);
    window.addEventListener("load", () => equipAll(document)); /* behind every script that listens */
  }
}
