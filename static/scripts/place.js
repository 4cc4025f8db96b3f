// Where one is: the last section whose heading has passed the upper third.
(() => {
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
