// Suggestions while somebody types in a search box: an editable combobox with a list to choose from (WAI-ARIA 1.2).
// What comes late, or not at all, changes nothing: the box is a form. Nothing is kept.
(() => {
  const LEAST = 2; // letters
  const PAUSE = 120; // milliseconds without a letter before anything is asked
  const REST = 800; // and before anything is said: a screen reader still reads the letters
  const words = document.querySelector('script[data-suggest]').dataset;

  function make(name, className, text = '') {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function option({ name, see, kind, url }, id) {
    const address = new URL(url, location.href);
    if (address.origin !== location.origin) throw new Error('An address of somebody else.');
    const item = make('li', 'suggestions__one'), said = make('span', 'suggestions__name', name);
    Object.assign(item, { id, address });
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    if (see) said.append(' ', make('span', 'suggestions__see', `${words.see} ${see}`));
    item.append(said, ' ', make('span', 'suggestions__kind', kind));
    return item;
  }

  function combobox(input, number) {
    const { form } = input;
    const list = make('ul', 'suggestions'), status = make('span', 'hidden-words');
    let timer = 0, telling = 0, told = null, asking = null, shownFor = null, active = null;

    list.id = `suggestions_${number}`; // no heading of a page can have such an id
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', words.found);
    status.setAttribute('role', 'status');
    for (const [name, value] of Object.entries({ role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list',
      'aria-expanded': 'false', 'aria-controls': list.id })) input.setAttribute(name, value);
    form.append(list, status);

    const typed = () => input.value.trim();

    function mark(item) {
      if (active) active.setAttribute('aria-selected', 'false');
      active = item;
      if (!item) {
        input.removeAttribute('aria-activedescendant');
        return;
      }
      item.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', item.id);
      // The list alone scrolls, so that the box stays in sight; what is higher than the list is read from its start.
      const end = item.offsetTop + item.offsetHeight;
      if (item.offsetTop < list.scrollTop) list.scrollTop = item.offsetTop;
      else if (end > list.scrollTop + list.clientHeight) list.scrollTop = Math.min(item.offsetTop, end - list.clientHeight);
    }

    // The keys of a phone may cover half of the screen: the list ends above them, where there is room for three rows.
    // Where there is none, as below very large letters, the page moves.
    function fit() {
      const { height } = window.visualViewport || { height: innerHeight };
      const room = height - list.getBoundingClientRect().top - 8;
      if (room > 130) list.style.setProperty('--room', `${room}px`);
      else {
        list.style.removeProperty('--room');
        list.scrollIntoView({ block: 'nearest' });
      }
    }

    function expand(isOpen) {
      mark(null);
      list.hidden = !isOpen;
      if (isOpen) fit();
      input.setAttribute('aria-expanded', String(isOpen));
    }

    function tell(number) {
      told = number;
      status.textContent = number === null ? '' : number ? `${words.found}: ${number}` : words.none;
    }

    // Said once the letters rest, and only if it is news.
    function tellSoon() {
      clearTimeout(telling);
      const number = list.children.length;
      telling = setTimeout(() => { if (number !== told && shownFor === typed()) tell(number); }, REST);
    }

    function close() {
      clearTimeout(timer);
      clearTimeout(telling);
      if (asking) asking.abort();
      asking = null;
      timer = 0;
      expand(false);
      tell(null);
    }

    function show(found, question) {
      list.replaceChildren(...found.map((one, at) => option(one, `${list.id}_${at}`)));
      shownFor = question;
      expand(found.length > 0);
      list.scrollTop = 0;
      tellSoon();
    }

    async function ask() {
      const question = typed(), mine = new AbortController();
      timer = 0;
      if (asking) asking.abort();
      asking = mine;
      try {
        const address = new URL('suggest/', form.action);
        address.searchParams.set('q', question);
        const answer = await fetch(address, { signal: mine.signal, credentials: 'omit' });
        const { suggestions } = await answer.json();
        if (asking === mine && typed() === question && document.activeElement === input) show(suggestions, question);
      } catch { /* no network, or an answer that is none: there is nothing to show */ }
      if (asking === mine) asking = null;
    }

    function changed() {
      clearTimeout(timer);
      clearTimeout(telling);
      if (typed().length < LEAST) close();
      else timer = setTimeout(ask, PAUSE);
    }

    function go(item) {
      close();
      location.assign(item.address);
    }

    // Down from the last and up from the first lead around; both open what was closed, if it is of these words.
    function step(by) {
      if (list.hidden) {
        if (shownFor !== typed() || !list.children.length) return;
        expand(true);
      }
      const items = [...list.children], from = active ? items.indexOf(active) : by > 0 ? -1 : 0;
      mark(items[(from + by + items.length) % items.length]);
    }

    const keys = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => go(active),
      Escape: () => {
        if (list.hidden && !timer && !asking) input.value = '';
        close();
      },
    };
    // What has nothing to do here is left to the browser, or to the panel around.
    const isIdle = key => (key === 'Enter' && !active) || (key === 'Escape' && list.hidden && !input.value);
    input.addEventListener('keydown', event => {
      if (event.altKey && event.key === 'ArrowUp') {
        event.preventDefault();
        close();
      }
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (['Home', 'End', 'ArrowLeft', 'ArrowRight'].includes(event.key)) mark(null); // back into the words
      if (event.key === 'Tab') close();
      if (!keys[event.key] || isIdle(event.key)) return;
      event.preventDefault();
      keys[event.key]();
    });
    input.addEventListener('input', changed);
    input.addEventListener('blur', close);
    form.addEventListener('submit', close);
    list.addEventListener('mousedown', event => event.preventDefault()); // the box keeps the focus
    list.addEventListener('click', event => {
      const item = event.target.closest('[role=option]');
      if (item) go(item);
    });
    if (document.activeElement === input) changed(); // typed while this file was on its way
  }

  // The panel of a phone lies over the page: it closes when one leaves it, so that it never hides where one is.
  function panel(fold) {
    let from = fold;
    const leave = target => { if (!fold.contains(target)) fold.open = false; };
    document.addEventListener('focusin', event => leave(event.target));
    document.addEventListener('pointerdown', event => { from = event.target; });
    document.addEventListener('pointerup', () => leave(from)); // a finger that scrolls the page is no tap
    fold.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || !fold.open) return;
      fold.open = false;
      fold.querySelector('summary').focus();
    });
  }

  [...document.querySelectorAll('[role=search] input')].forEach(combobox);
  document.querySelectorAll('.seek details').forEach(panel);
})();
