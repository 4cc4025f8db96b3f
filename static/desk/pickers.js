/* The pickers of the editor: one dialog that finds pages, sources, words, shared texts, pictures and cards. Arrows and
   Enter choose; Esc gives the focus back to the text. */
"use strict";
{
  const dialog = document.querySelector("#pick");
  const part = (name) => dialog.querySelector(name);
  const [title, seek, list, said, note] = ["#pick-title", "#pick-words", "#pick-found", ".pick__said", ".pick__note"].map((name) => dialog && part(name));
  const WAIT = 180; /* milliseconds after the last key */
  const WEB = /^(?:https?:\/\/[^\s/]+\.\S+|(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:\/\S*)?)$/u;
  let now = {}, found = [], active = -1, timer, asking;

  const told = (what) => document.querySelector(`#editor [data-what="${what}"]`);
  function element(tag, name, words) {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = words || "";
    return made;
  }
  /* The link in which the marks stand: from where to where, and its words. */
  function linkAt(text, start, end) {
    for (const match of text.matchAll(/\[([^\]\n]*)\]\(([^)\n]*)\)/g)) {
      if (match.index <= start && end <= match.index + match[0].length && text[match.index - 1] !== "!") {
        return { start: match.index, end: match.index + match[0].length, words: match[1] };
      }
    }
    return null;
  }
  function isOnPage(pick) {
    return now.what === "sources" && editor.onPage(pick.text);
  }
  editor.onPage = (source) => [...document.querySelectorAll("#page-form [data-prose]")].some((box) => new RegExp(`@${source.replaceAll(".", "\\.")}(?=[;\\]])`).test(box.value));

  /* What each of them puts into the text */
  const puts = {
    pages(box, pick) {
      const link = linkAt(box.value, now.start, now.end);
      const [start, end] = link ? [link.start, link.end] : [now.start, now.end];
      const marked = link ? link.words : box.value.slice(start, end);
      const words = marked.replaceAll("\n", " ").trim() || pick.name;
      const after = marked.match(/\s*$/)[0].length && marked.trim() ? " " : "";
      editor.put(box, start, end, `[${words}](${pick.text})${after}`);
    },
    sources(box, pick) {
      const text = box.value;
      const before = text.slice(0, now.end).match(/\[(@[a-z0-9.-]+(?:; ?@[a-z0-9.-]+)*)\]?\s?$/);
      const cited = before && text.slice(now.end - before[0].length).match(/^\[(@[a-z0-9.-]+(?:; ?@[a-z0-9.-]+)*)\]/);
      if (cited) {
        const start = now.end - before[0].length;
        const ids = cited[1].split(/; ?/);
        const all = ids.includes(`@${pick.text}`) ? ids : [...ids, `@${pick.text}`];
        editor.put(box, start, start + cited[0].length, `[${all.join("; ")}]`);
      } else {
        const at = now.end + (/\S$/.test(text.slice(0, now.end)) ? text.slice(now.end).match(/^[^\s[]*/)[0].length : 0); /* behind the word and its stop */
        const space = at === 0 || /\s/.test(text[at - 1]) ? "" : " ";
        editor.put(box, at, at, `${space}[@${pick.text}]`);
      }
    },
    words(box, pick) {
      const marked = box.value.slice(now.start, now.end);
      if (marked.trim().toLowerCase() === pick.text.toLowerCase()) box.focus();
      else editor.put(box, now.start, now.end, pick.text);
    },
    shared(box, pick) { editor.putBlock(box, pick.text); },
    cards(box, pick) { block(box, pick.text.split("\n")[0]); },
    advice(box, pick) { block(box, pick.text); },
    pictures(box, pick) { editor.putBlock(box, `![${pick.shows}](${pick.text})`); },
    table(box, pick) {
      const row = (words) => `| ${Array(pick.columns).fill(words).join(" | ")} |`;
      const heading = Array.from({ length: pick.columns }, (_none, index) => `${editor.words.column} ${index + 1}`);
      const lines = [`| ${heading.join(" | ")} |`, row("---"), ...Array(pick.lines).fill(row("  "))];
      editor.putBlock(box, lines.join("\n"), [2, 2 + heading[0].length]);
    },
  };
  /* A card or a list around the lines that are marked, or with one empty line to write in. */
  function block(box, opening) {
    const [start, end] = editor.lines(box);
    const marked = now.start < now.end ? box.value.slice(start, end) : "";
    const lines = marked.split("\n").filter((line) => line.trim()).map((line) => `- ${line.replace(/^\s*(?:- |\d+\. )/, "")}`);
    const inside = lines.length ? lines.join("\n") : "- ";
    const words = `${opening}\n${inside}\n///`;
    const place = opening.length + 1 + inside.length;
    if (!lines.length || /^\/\/\//m.test(marked)) editor.putBlock(box, `${opening}\n- \n///`, [opening.length + 3, opening.length + 3]);
    else {
      const before = start > 0 && !box.value.slice(0, start).endsWith("\n\n") ? "\n" : "";
      const after = end < box.value.length && !box.value.slice(end).startsWith("\n\n") ? "\n" : "";
      editor.put(box, start, end, before + words + after, [before.length + place, before.length + place]);
    }
  }

  function row(pick, index) {
    const item = element("li", `pick__one${pick.level ? ` pick__one--${pick.level}` : ""}`);
    item.id = `pick-${index}`;
    item.setAttribute("role", "option");
    if (pick.picture) {
      const picture = element("img", "pick__picture");
      picture.src = pick.picture;
      picture.alt = "";
      picture.loading = "lazy";
      item.append(picture);
    }
    const line = element("span", "pick__line");
    line.append(element("strong", "pick__name", pick.name));
    if (pick.tag) line.append(" ", element("span", now.what === "sources" ? "pick__title" : "pick__tag", pick.tag));
    item.append(line);
    const more = [pick.said, isOnPage(pick) ? editor.words.here : ""].filter(Boolean).join(" · ");
    if (more || pick.warning) {
      const small = element("span", "pick__more", more);
      if (pick.warning) small.append(more ? " · " : "", element("span", "pick__warning", pick.warning));
      item.append(small);
    }
    item.addEventListener("click", () => choose(index));
    return item;
  }
  function mark(index) {
    active = found.length ? (index + found.length) % found.length : -1;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    const item = list.children[active];
    if (item) {
      seek.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else seek.removeAttribute("aria-activedescendant");
  }
  function show(picks) {
    found = picks;
    const typed = seek.value.trim();
    if (now.what === "pages" && WEB.test(typed)) {
      const address = /^https?:/.test(typed) ? typed : `https://${typed}`;
      found = [{ text: address, name: address, tag: editor.words.web }, ...found];
    }
    list.replaceChildren(...found.map(row));
    list.hidden = !found.length;
    said.textContent = found.length ? editor.words.found.replace("%s", found.length) : editor.words.none;
    said.classList.toggle("hidden-words", found.length > 0);
    mark(0);
  }
  async function look() {
    asking?.abort();
    asking = new AbortController();
    const asked = new URLSearchParams({ q: seek.value.trim(), language: editor.words.language, page: editor.words.page });
    try {
      const answer = await fetch(`${editor.words.urls.replace("/what/", `/${now.what}/`)}?${asked}`, { redirect: "manual", signal: asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      show((await answer.json()).found);
    } catch (error) {
      if (error.name === "AbortError") return;
      show([]);
      said.textContent = editor.words.away;
    }
  }
  function close() {
    dialog.close();
    now.box.focus({ preventScroll: true });
    now.box.setSelectionRange(now.start, now.end);
  }
  function choose(index) {
    const pick = found[index];
    if (!pick) return;
    if (now.what === "pictures" && !pick.shows) {
      mark(index);
      part(".pick__shows").hidden = false;
      part("#pick-shows").focus();
      return;
    }
    close();
    puts[now.what](now.box, pick);
  }
  function place(button) {
    const box = button.getBoundingClientRect();
    const isWide = innerWidth >= 640;
    dialog.toggleAttribute("data-sheet", !isWide);
    dialog.style.insetInlineStart = isWide ? `${Math.max(16, Math.min(box.left, innerWidth - 480))}px` : "";
    const top = Math.max(16, Math.min(box.bottom + 6, innerHeight - 540));
    dialog.style.insetBlockStart = isWide ? `${top}px` : "";
    dialog.style.maxBlockSize = isWide ? `${innerHeight - top - 16}px` : "";
  }
  function open({ box, button, what }) {
    const marked = box.value.slice(box.selectionStart, box.selectionEnd);
    const words = told(what);
    now = { box, what, start: box.selectionStart, end: box.selectionEnd };
    const link = what === "pages" && linkAt(box.value, now.start, now.end);
    const short = (link ? link.words : marked).replaceAll("\n", " ").trim().slice(0, 40);
    title.textContent = short && words.dataset.titleFor ? words.dataset.titleFor.replace("%s", short) : words.dataset.title;
    note.textContent = words.textContent;
    seek.value = ["pages", "words"].includes(what) ? short : "";
    const hasWords = Boolean(words.dataset.hint);
    part(".pick__seek").hidden = !hasWords;
    part(".pick__seek label").textContent = seek.placeholder = words.dataset.hint || "";
    part(".pick__suggest").hidden = what !== "sources";
    part(".pick__suggest").open = false;
    part(".pick__shows").hidden = true;
    part("#pick-shows").value = short;
    part(".pick__size").hidden = what !== "table";
    list.tabIndex = hasWords ? -1 : 0;
    list.replaceChildren();
    said.textContent = "";
    place(button);
    dialog.showModal();
    list.hidden = what === "table"; /* what is not shown yet cannot have the focus */
    if (what === "table") found = [];
    else if (what === "advice") {
      show(["do", "dont"].map((name) => ({ text: `/// ${name}`, name: words.dataset[name], said: words.dataset[`${name}Said`] })));
    } else look();
    (what === "table" ? part("#pick-lines") : hasWords ? seek : list).focus();
    if (hasWords) seek.select();
  }
  function keys(event) {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    if (to !== undefined && found.length) {
      event.preventDefault();
      mark(to);
    } else if (event.key === "Escape") { /* a box to search in would only be emptied */
      event.preventDefault();
      close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(active);
    }
  }
  function enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault(); /* else the key would reach the text, which has the focus by then */
    putIn(event);
  }
  function number(name) {
    const field = part(name);
    return Math.max(Number(field.min), Math.min(Number(field.max), Math.round(Number(field.value)) || Number(field.min)));
  }
  function putIn(event) {
    if (event.currentTarget.closest(".pick__size")) {
      found = [{ lines: number("#pick-lines"), columns: number("#pick-columns") }];
      choose(0);
      return;
    }
    const shows = part("#pick-shows").value.replace(/[[\]\n]/g, " ").trim();
    if (shows) {
      found[active].shows = shows;
      choose(active);
    } else {
      said.textContent = editor.words.must;
      said.classList.remove("hidden-words");
      part("#pick-shows").focus();
    }
  }
  async function suggest() {
    const fields = part("#suggest-form");
    const fault = fields.querySelector(".suggest__fault");
    const typed = new URLSearchParams();
    for (const field of fields.querySelectorAll("[name]")) typed.append(field.name, field.value);
    const token = document.querySelector('#page-form [name="csrfmiddlewaretoken"]').value;
    fault.textContent = "";
    for (const field of fields.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    try {
      const answer = await fetch(editor.words.suggest, { method: "POST", body: typed, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token } });
      const told = await answer.json();
      if (answer.ok) {
        found = told.found;
        for (const field of fields.querySelectorAll("input")) field.value = "";
        choose(0);
        return;
      }
      const named = Object.entries(told.faults).map(([name, words]) => {
        const field = fields.querySelector(`[name="${name}"]`);
        field?.setAttribute("aria-invalid", "true");
        return field ? `${field.labels[0].textContent} ${words}` : words;
      });
      fault.textContent = named.join(" ");
      fields.querySelector("[aria-invalid]")?.focus();
    } catch {
      fault.textContent = editor.words.away;
    }
  }

  if (dialog) {
    document.addEventListener("editor:pick", (event) => open(event.detail));
    seek.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, WAIT); });
    seek.addEventListener("keydown", keys);
    list.addEventListener("keydown", keys);
    part("[data-close]").addEventListener("click", close);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
    for (const button of dialog.querySelectorAll("[data-put]")) button.addEventListener("click", putIn);
    for (const field of dialog.querySelectorAll(".pick__size input, #pick-shows")) field.addEventListener("keydown", enter);
    part(".pick__suggest").addEventListener("toggle", ({ currentTarget: fold }) => {
      if (!fold.open) return;
      fold.querySelector("input").focus({ preventScroll: true });
      fold.scrollIntoView({ block: "start" });
    });
    part("[data-suggest]").addEventListener("click", suggest);
  }
}
