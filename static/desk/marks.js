/* Says below each box what the marks in it stand for, by name; each name leads to its place in the text. */
"use strict";
{
  const WAIT = 700; /* milliseconds after the last key */
  const MARKS = /\[@(?<sources>[a-z0-9.-]+(?:; ?@[a-z0-9.-]+)*)\]|\]\(\.\.\/(?<page>[a-z]+\/[a-z0-9-]+)\.md(?:#[a-z0-9-]*)?\)|^\/\/\/ snippet \| (?<shared>[a-z0-9-]+)$/gm;
  const known = { source: new Map(), page: new Map(), shared: new Map() };

  function marksIn(text) {
    const found = new Map();
    const note = (what, key, start, end) => { if (!found.has(`${what} ${key}`)) found.set(`${what} ${key}`, { what, key, start, end }); };
    for (const match of text.matchAll(MARKS)) {
      const { sources, page, shared } = match.groups;
      const end = match.index + match[0].length;
      if (page) note("page", page, text.lastIndexOf("[", match.index), end);
      else if (shared) note("shared", shared, match.index, end);
      else for (const key of sources.split(/; ?@/)) note("source", key, match.index, end);
    }
    return [...found.values()];
  }
  async function learn(marks) {
    const unknown = marks.filter((mark) => !known[mark.what].has(mark.key)).slice(0, 60);
    if (!unknown.length) return;
    const asked = new URLSearchParams([["language", editor.words.language], ...unknown.map((mark) => [mark.what, mark.key])]);
    const answer = await fetch(`${editor.words.names}?${asked}`, { redirect: "manual" });
    if (!answer.ok) return;
    const told = await answer.json();
    for (const { what, key } of unknown) known[what].set(key, told[what][key] || null);
  }
  function find(box, mark) {
    box.focus({ preventScroll: true });
    box.setSelectionRange(mark.start, mark.end);
    const line = box.value.slice(0, mark.start).split("\n").length - 1;
    box.scrollTop = (box.scrollHeight * line) / Math.max(1, box.value.split("\n").length) - box.clientHeight / 3;
    box.scrollIntoView({ block: "nearest" });
  }
  function chip(box, mark) {
    const told = known[mark.what].get(mark.key);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "marks__one";
    button.textContent = told ? told.name : `“${mark.key.replace(/^[a-z]+\//, "")}”`;
    const why = told ? told.warning : editor.words.unknown;
    if (why) {
      const small = document.createElement("small");
      small.textContent = why;
      button.append(" ", small);
    }
    if (told?.said) button.title = told.said;
    button.setAttribute("aria-label", `${editor.words.find.replace("%s", told ? told.name : mark.key)}${why ? `, ${why}` : ""}`);
    button.addEventListener("click", () => {
      const here = marksIn(box.value).find((one) => one.what === mark.what && one.key === mark.key);
      if (here) find(box, here);
    });
    return button;
  }
  async function say(box, line) {
    const marks = marksIn(box.value);
    try { await learn(marks); } catch { /* not connected: what is known is said */ }
    const said = marks.filter((mark) => known[mark.what].has(mark.key));
    line.hidden = !said.length;
    line.replaceChildren(`${editor.words.inBox} `, ...said.map((mark) => chip(box, mark)));
  }
  document.addEventListener("editor:box", ({ detail: { box } }) => {
    const line = document.createElement("p");
    let timer;
    line.className = "marks";
    line.hidden = true;
    box.after(line);
    say(box, line);
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => say(box, line), WAIT); });
  });
}
