// What a page does after a tap is loaded at the first such tap: a script with its style sheet.
(() => {
  const { dataset } = document.currentScript;

  // Once. It works without the style; a script that is not there in 5 seconds is given up.
  const asked = {};
  function add(name, values) {
    return new Promise((done, fail) => {
      document.head.append(Object.assign(document.createElement(name), values, { onload: done, onerror: fail }));
      setTimeout(fail, 5000);
    });
  }
  function load(name) {
    if (!asked[name]) {
      const href = dataset[`${name}Style`], style = href && add('link', { rel: 'stylesheet', href }).catch(() => {});
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
})();
