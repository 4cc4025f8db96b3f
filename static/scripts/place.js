// Where one is: where a link has led as long as one stands there, else the last heading that has passed the upper third.
(() => {
  const parts = [...document.querySelectorAll('#contents a')]
    .map(link => [document.getElementById(link.hash.slice(1)), link]).filter(([heading]) => heading);
  const top = element => element.getBoundingClientRect().top;
  const last = is => parts.filter(([heading]) => is(heading)).pop()?.[1];

  // A short section lies above the line though one has just asked for it, and the last one never comes up to it.
  function mark() {
    const isAtTheEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const line = isAtTheEnd ? innerHeight : innerHeight / 3;
    const target = document.querySelector(':target');
    const isThere = target?.getClientRects().length && top(target) >= 0 && top(target) <= line;
    const before = heading => heading.contains(target) || heading.compareDocumentPosition(target) & 4;
    const found = (isThere && last(before)) || last(heading => top(heading) <= line);
    for (const [, link] of parts) link.ariaCurrent = link === found ? 'true' : null;
  }
  const ask = () => requestAnimationFrame(mark);
  if (parts.length) for (const what of ['scroll', 'resize', 'hashchange', 'load', 'toggle']) addEventListener(what, ask, true);
})();
