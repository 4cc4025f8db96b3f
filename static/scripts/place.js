// Where one is: where a link has led as long as one stands there, else the last heading that has passed the upper third.
(() => {
  const contents = document.getElementById('contents');
  if (!contents) return;
  const entries = [...contents.querySelectorAll('a')].map(link => [document.getElementById(link.hash.slice(1)), link]);
  const parts = entries.filter(([heading]) => heading);
  const top = element => element.getBoundingClientRect().top;
  const last = is => parts.filter(([heading]) => is(heading)).pop()?.[1];
  let asked = false;

  // A short section lies above the line though one has just asked for it, and the last one never comes up to it.
  function here() {
    const line = innerHeight / 3;
    const isAtTheEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const target = document.querySelector(':target');
    const isThere = target?.getClientRects().length && top(target) >= 0 && top(target) <= (isAtTheEnd ? innerHeight : line);
    const before = heading => heading.contains(target) || heading.compareDocumentPosition(target) & 4;
    return (isThere && last(before)) || last(heading => top(heading) <= (isAtTheEnd ? innerHeight : line));
  }
  function mark() {
    asked = false;
    const found = here();
    for (const [, link] of parts) {
      if (link === found) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }
  function ask() {
    if (!asked) requestAnimationFrame(mark);
    asked = true;
  }
  for (const what of ['scroll', 'resize', 'hashchange', 'load', 'toggle']) addEventListener(what, ask, { capture: true, passive: true });
})();
