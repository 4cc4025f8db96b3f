// The visit sheet as somebody fills it in: what they ticked on pages, questions of their own, notes. visit.js keeps them.
(() => {
  const page = document.querySelector('.visit');
  const { read, change, number, watch, isKept, LONGEST, MOST } = window.visitSheet;
  const words = page.dataset;
  const chosen = page.querySelector('.visit__chosen'), add = page.querySelector('.visit__add');
  const [field, button] = add.elements, said = add.querySelector('.visit__said');
  const none = page.querySelector('.visit__none'), cleared = page.querySelector('.visit__cleared');
  const notes = [...page.querySelectorAll('[data-note]')];

  function make(name, className, text = '') {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // Focus stays where one was: on what moved up, or else where a question is written.
  function removed(button, edit) {
    const at = [...chosen.querySelectorAll('button')].indexOf(button);
    change(edit);
    const left = chosen.querySelectorAll('button');
    (left[Math.min(at, left.length - 1)] || field).focus();
    said.textContent = `${words.taken}: ${number(read())}`;
  }

  function question(text, edit) {
    const item = make('li', 'visit__question');
    const button = make('button', 'visit__remove', words.remove);
    button.type = 'button';
    button.setAttribute('aria-label', `${words.remove}: ${text}`);
    button.addEventListener('click', () => removed(button, edit));
    item.append(make('span', '', text), button);
    return item;
  }

  function group(head, items) {
    const title = make('h3', ''), list = make('ul', '');
    title.append(head);
    list.setAttribute('role', 'list');
    list.append(...items);
    return [title, list];
  }

  function ofPage(address, questions) {
    const link = make('a', '', questions[0].title);
    link.href = address;
    return group(link, questions.map(one => question(one.text, sheet => {
      sheet.questions = sheet.questions.filter(other => other.page !== one.page || other.text !== one.text);
    })));
  }

  function show(sheet) {
    const pages = new Map();
    for (const one of sheet.questions) pages.set(one.page, [...(pages.get(one.page) || []), one]);
    const own = sheet.own.map(text => question(text, now => { now.own = now.own.filter(other => other !== text); }));
    chosen.replaceChildren(
      ...[...pages].flatMap(([address, questions]) => ofPage(address, questions)),
      ...(own.length ? group(words.own, own) : []),
    );
    if (none) none.hidden = number(sheet) > 0;
    cleared.hidden = true;
    page.classList.toggle('visit--chosen', number(sheet) > 0);
    page.querySelector('.visit__lost').hidden = isKept();
    for (const note of notes) {
      const text = sheet.notes[note.dataset.note];
      if (note !== document.activeElement) note.value = text;
      const printed = note.nextElementSibling;
      printed.textContent = text;
      note.parentElement.classList.toggle('visit__note--written', text !== '');
    }
  }

  // What is written is taken without a tap on the button too, when one goes on: nothing is lost.
  function take() {
    const text = field.value.trim().slice(0, LONGEST.question), { own } = read(), isTwice = own.includes(text);
    if (!text || (own.length >= MOST && !isTwice)) return;
    if (!isTwice) change(sheet => sheet.own.push(text));
    field.value = '';
    said.textContent = isTwice ? words.twice : `${words.taken}: ${number(read())}`;
  }

  add.addEventListener('submit', event => {
    event.preventDefault();
    if (field.value.trim()) take();
    else said.textContent = words.none;
    field.focus();
  });
  field.addEventListener('input', () => { said.textContent = ''; });
  button.addEventListener('mousedown', event => event.preventDefault()); // the field keeps the focus, and takes once

  // Under a finger nothing may move before it has done what it came for. Another window takes no question away.
  let isPressed = false;
  addEventListener('pointerdown', () => { isPressed = true; }, true);
  for (const kind of ['pointerup', 'pointercancel']) addEventListener(kind, () => { isPressed = false; }, true);
  add.addEventListener('focusout', event => {
    if (add.contains(event.relatedTarget) || document.activeElement === field) return;
    if (isPressed) addEventListener('pointerup', () => setTimeout(take), { once: true });
    else setTimeout(take);
  });
  for (const kind of ['beforeprint', 'pagehide']) addEventListener(kind, take);

  for (const note of notes) {
    note.addEventListener('input', () => change(sheet => { sheet.notes[note.dataset.note] = note.value.slice(0, LONGEST.note); }));
  }

  page.querySelector('[data-clear]').addEventListener('click', () => {
    if (!confirm(words.sure)) return;
    for (const one of [field, ...notes]) one.value = '';
    change(sheet => Object.assign(sheet, { questions: [], own: [], notes: Object.fromEntries(notes.map(note => [note.dataset.note, ''])) }));
    said.textContent = '';
    cleared.hidden = false;
    cleared.focus();
  });

  page.classList.add('visit--alive');
  for (const hidden of page.querySelectorAll('[data-alive]')) hidden.hidden = false;
  watch(show);
})();
