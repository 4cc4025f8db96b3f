// What every page does: printing, and where one is. What a page does after a tap is loaded at the first such tap.
(() => {
  const { dataset } = document.currentScript;

  // Print buttons, and on paper what is folded is open; browsers of before 2025 cannot say so in a style sheet.
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('main details:not([open])')];
    for (const fold of folded) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of folded) fold.open = false;
  });

  // A script with its style sheet, once. It works without the style; a script that is not there in 5 seconds is given up.
  const asked = {};
  function add(name, values) {
    return new Promise((done, fail) => {
      document.head.append(Object.assign(document.createElement(name), values, { onload: done, onerror: fail }));
      setTimeout(fail, 5000);
    });
  }
  function load(name) {
    if (!asked[name]) {
      const style = add('link', { rel: 'stylesheet', href: dataset[`${name}Style`] }).catch(() => {});
      asked[name] = Promise.all([add('script', { src: dataset[name] }), style]);
    }
    return asked[name];
  }
  const warm = name => load(name).catch(() => {});

  // What opens a sheet waits for its script, and without it leads where its address says.
  const OPENS = 'a.gloss, .bar__contents', FIND = '[role=search] input';
  let areThere = !('popover' in HTMLElement.prototype);
  document.addEventListener('click', event => {
    const link = event.target.closest(OPENS);
    const special = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (areThere || !link || special || event.defaultPrevented) return;
    event.preventDefault();
    load('sheets').then(() => { areThere = true; link.click(); }, () => location.assign(link.href));
  });
  document.addEventListener('focusin', ({ target }) => {
    if (!areThere && target.matches(OPENS)) warm('sheets');
    if (target.matches(FIND)) warm('suggest');
  });
  for (const fold of document.querySelectorAll('.seek details')) {
    fold.addEventListener('toggle', () => {
      const box = fold.querySelector(FIND);
      if (fold.open && box) box.focus();
    });
  }

  // Questions can be ticked for a visit, once the page is at rest: a screen reader lists its boxes before anybody is near.
  // Not on a draft, which has no address of its own.
  if (document.querySelector('.questions') && document.querySelector('link[rel=canonical]')) {
    const tick = () => window.visitSheet || warm('visit');
    addEventListener('load', () => (window.requestIdleCallback ? requestIdleCallback(tick, { timeout: 2000 }) : setTimeout(tick)));
  }

  // Where one is: the last section whose heading has passed the upper third.
  const contents = document.getElementById('contents');
  if (!contents || !('IntersectionObserver' in window)) return;
  const links = [...contents.querySelectorAll('a')];
  const sections = new Map(links.map(link => [document.getElementById(link.hash.slice(1))?.closest('section'), link]));
  function mark(section) {
    for (const [one, link] of sections) {
      if (one === section) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (isIntersecting) mark(target);
      else if (boundingClientRect.top > 0 && sections.get(target).hasAttribute('aria-current')) {
        const before = [...sections.keys()];
        mark(before[before.indexOf(target) - 1]);
      }
    }
  }, { rootMargin: '-33% 0px -66% 0px' });
  for (const section of sections.keys()) if (section) observer.observe(section);
})();
