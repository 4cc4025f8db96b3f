// Sheets over a page: what a word means, and the contents from anywhere. Loaded at the first tap on what opens one.
(() => {
  const main = document.getElementById('main');
  const contents = document.getElementById('contents');
  const wide = matchMedia('(min-width: 62em)');

  function make(name, className, text = '') {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // A sheet stands in the main part, so that it is in a landmark; Escape and a tap beside it close it.
  function sheet(id) {
    const box = make('div', 'sheet');
    const title = make('h2', '');
    const close = make('button', '', main.dataset.close);
    const head = make('div', 'sheet__head');
    Object.assign(box, { id, popover: 'auto', tabIndex: -1, role: 'dialog' });
    title.id = `${id}-title`;
    close.type = 'button';
    box.setAttribute('aria-labelledby', title.id);
    head.append(title, close);
    box.append(head);
    main.append(box);
    const found = { box, title, opener: null };
    close.addEventListener('click', () => box.hidePopover());
    box.addEventListener('beforetoggle', event => {
      if (event.newState === 'open') return;
      const inside = box.contains(document.activeElement);
      if (inside && found.opener) found.opener.focus({ preventScroll: true });
    });
    return found;
  }

  function open(which, opener) {
    which.opener = opener;
    which.box.showPopover();
    which.box.scrollTop = 0;
    which.box.focus({ preventScroll: true });
  }

  let word = null;
  function explain(link) {
    if (!word) {
      word = sheet('word');
      word.meaning = make('p', '');
      word.all = make('a', 'sheet__all', main.dataset.words);
      word.meaning.id = 'word-meaning';
      word.box.setAttribute('aria-describedby', 'word-meaning');
      word.box.append(word.meaning, word.all);
    }
    word.title.textContent = link.textContent;
    word.meaning.textContent = link.dataset.meaning;
    word.all.href = link.href;
    open(word, link);
    if (wide.matches) beside(link);
    else uncover(link);
  }

  // Wide: a box under the word, or above it where there is more room.
  function beside(link) {
    const at = link.getClientRects()[0], { box } = word;
    const root = document.documentElement;
    const left = Math.min(at.left, root.clientWidth - box.offsetWidth - 16);
    const under = at.bottom + 8, above = at.top - box.offsetHeight - 8;
    box.style.left = `${Math.max(left, 8) + scrollX}px`;
    box.style.top = `${(under + box.offsetHeight > root.clientHeight && above > 0 ? above : under) + scrollY}px`;
  }

  // A phone: the word goes to the upper third where its sheet would cover it.
  function uncover(link) {
    word.box.style.left = word.box.style.top = '';
    const at = link.getBoundingClientRect();
    if (at.bottom > word.box.getBoundingClientRect().top) scrollBy({ top: at.top - innerHeight / 3, behavior: 'instant' });
  }

  let list = null;
  function showContents(link) {
    if (!list) {
      list = sheet('contents-sheet');
      list.title.textContent = contents.getAttribute('aria-label');
      list.box.addEventListener('click', event => {
        if (!event.target.closest('li a')) return;
        list.opener = null;
        list.box.hidePopover();
      });
    }
    list.box.querySelector('ul')?.remove();
    list.box.append(contents.querySelector('ul').cloneNode(true));
    open(list, link);
  }

  // Before the listener that loaded this file: it leaves alone what is answered.
  document.addEventListener('click', event => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a.gloss, .bar__contents');
    if (!link || (link.matches('.bar__contents') && !contents)) return;
    event.preventDefault();
    if (link.matches('.gloss')) explain(link);
    else showContents(link);
  }, true);
})();
