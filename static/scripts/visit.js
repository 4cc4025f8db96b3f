// What a patient takes to a visit, kept in this browser alone; and a box to tick for each question that a page suggests.
// The sheet itself is visit_sheet.js.
(() => {
  const KEY = 'visit-sheet', VERSION = 1, NOTES = ['medicines', 'pain', 'cannot', 'goal'];
  const MOST = 40; // questions from pages, and as many of one's own
  const LONGEST = { question: 300, title: 120, note: 1500 }; // characters
  const watching = [];
  let memory = null; // the sheet of this page view, where the browser keeps nothing

  const isText = (value, length) => typeof value === 'string' && value.trim() !== '' && value.length <= length;
  const isOfUs = value => isText(value, 200) && /^\/(?:[\w-]+\/)*$/.test(value);

  // What was kept may be of another version, or of nobody: whatever is not as it should be is passed over.
  function understood(text) {
    let found = null;
    try { found = JSON.parse(text); } catch { /* nothing that we wrote */ }
    if (!found || found.version !== VERSION) found = {};
    const list = name => (Array.isArray(found[name]) ? found[name] : []);
    const notes = Object(found.notes);
    return {
      version: VERSION,
      questions: list('questions').filter(one => one && isOfUs(one.page) && isText(one.title, LONGEST.title)
        && isText(one.text, LONGEST.question)).map(({ page, title, text: words }) => ({ page, title, text: words })).slice(0, MOST),
      own: list('own').filter(one => isText(one, LONGEST.question)).slice(0, MOST),
      notes: Object.fromEntries(NOTES.map(name => [name, isText(notes[name], LONGEST.note) ? notes[name] : ''])),
    };
  }

  function read() {
    if (memory) return memory;
    let text = null;
    try { text = localStorage.getItem(KEY); } catch { /* it is off */ }
    return understood(text);
  }

  const isEmpty = sheet => !sheet.questions.length && !sheet.own.length && NOTES.every(name => !sheet.notes[name]);

  // Read again before each change: another tab may have changed it.
  function change(edit) {
    const sheet = read();
    edit(sheet);
    try {
      if (isEmpty(sheet)) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, JSON.stringify(sheet));
      memory = null;
    } catch { // off or full
      memory = sheet;
    }
    tell();
  }

  function tell() {
    for (const heard of watching) heard(read());
  }
  addEventListener('storage', event => {
    if (event.key === KEY || event.key === null) tell();
  });
  addEventListener('pageshow', event => { if (event.persisted) tell(); });

  const number = sheet => sheet.questions.length + sheet.own.length;
  const watch = heard => { watching.push(heard); heard(read()); };
  window.visitSheet = { read, change, number, watch, isKept: () => !memory, LONGEST, MOST };

  // A page names itself by its own address; the sheet says which page the questions on it are of.
  const address = document.querySelector('script[data-visit-sheet]').dataset.visitSheet;
  function pageOf(list) {
    const { dataset } = list.closest('[data-page]') || document.body;
    if (dataset.page) return { page: dataset.page, title: dataset.title };
    const { pathname } = new URL(document.querySelector('link[rel=canonical]').href);
    return { page: pathname, title: document.querySelector('h1').textContent.trim() };
  }

  function tickable(item, from, words) {
    const text = item.textContent.trim();
    const isIt = one => one.page === from.page && one.text === text;
    const label = document.createElement('label'), box = document.createElement('input');
    box.type = 'checkbox';
    box.setAttribute('aria-label', `${words.take}: ${text}`);
    label.append(box, ...item.childNodes);
    item.append(label);
    box.addEventListener('change', () => change(sheet => {
      sheet.questions = sheet.questions.filter(one => !isIt(one));
      if (box.checked && sheet.questions.length < MOST) sheet.questions.push({ ...from, text });
    }));
    watching.push(sheet => { box.checked = sheet.questions.some(isIt); });
  }

  function offer(list) {
    const from = pageOf(list), words = list.dataset, line = document.createElement('output');
    for (const item of list.children) tickable(item, from, words);
    list.classList.add('questions--tick');
    line.className = 'questions__line';
    if (location.pathname !== address) list.after(line);
    watching.push(sheet => {
      const link = document.createElement('a'), total = number(sheet);
      link.href = memory ? `${address}?for=${from.page.slice(1, -1)}` : address;
      link.textContent = memory ? words.lost : `${words.taken}: ${total}`;
      line.replaceChildren(...total ? [link] : []);
    });
  }
  for (const list of document.querySelectorAll('.questions')) offer(list);
  tell();
})();
