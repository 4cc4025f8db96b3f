// The visit sheet as somebody fills it in: what they ticked on pages, questions of their own, notes. visit.js keeps them.
(() => {
  const page = document.querySelector('.visit');
  const { read, change, number, watch, isKept, LONGEST, MOST } = window.visitSheet;
  const words = page.dataset;
  const chosen = page.querySelector('.visit__chosen'), add = page.querySelector('.visit__add');
  const none = page.querySelector('.visit__none'), said = page.querySelector('.visit__said');
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
    (left[Math.min(at, left.length - 1)] || add.elements[0]).focus();
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
    none.hidden = number(sheet) > 0;
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

  add.addEventListener('submit', event => {
    event.preventDefault();
    const [field] = add.elements, text = field.value.trim().slice(0, LONGEST.question);
    if (!text || read().own.length >= MOST) return;
    change(sheet => { if (!sheet.own.includes(text)) sheet.own.push(text); });
    field.value = '';
    said.textContent = `${words.taken}: ${number(read())}`;
    field.focus();
  });

  for (const note of notes) {
    note.addEventListener('input', () => change(sheet => { sheet.notes[note.dataset.note] = note.value.slice(0, LONGEST.note); }));
  }

  page.querySelector('[data-clear]').addEventListener('click', () => {
    if (!confirm(words.sure)) return;
    for (const note of notes) note.value = '';
    change(sheet => Object.assign(sheet, { questions: [], own: [], notes: Object.fromEntries(notes.map(note => [note.dataset.note, ''])) }));
    said.textContent = words.cleared;
    add.elements[0].focus();
  });

  page.classList.add('visit--alive');
  for (const hidden of page.querySelectorAll('[data-alive]')) hidden.hidden = false;
  watch(show);
})();
