// What the audit measures inside a page. Evaluated by the browser's own hand, so it works without script in the page too.
globalThis.audit = (() => {
  const BLOCK = 'p,li,dt,dd,h1,h2,h3,h4,h5,h6,td,th,caption,figcaption,summary,label,legend,option,div,section,'
    + 'article,nav,aside,header,footer,main,form,fieldset,details,body';
  const SILENT = 'script,style,template,noscript,svg,option';
  const tidy = text => text.replace(/\s+/g, ' ').trim();
  const shown = element => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false });
  const name = element => {
    const own = element.id ? `#${element.id}` : [...element.classList].slice(0, 2).map(one => `.${one}`).join('');
    return `<${element.localName}${own}> ${tidy(element.textContent).slice(0, 50)}`;
  };

  function* texts(root = document.body) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !parent.closest(SILENT)) yield walker.currentNode;
    }
  }

  // Only for the eye: what is cut to a pixel for screen readers takes no reading time.
  const isCut = element => {
    const style = getComputedStyle(element);
    return style.position === 'absolute' && (style.clipPath !== 'none' || style.clip !== 'auto')
      && element.offsetWidth <= 2;
  };
  const cut = element => { for (let at = element; at; at = at.parentElement) if (isCut(at)) return true; return false; };

  // The visible text, block by block. What only a script can work is a tool beside the text, not a part of it.
  const TOOLS = 'button,form,output,dialog,[popover]';
  function read() {
    const blocks = new Map();
    for (const node of texts()) {
      if (!shown(node.parentElement) || node.parentElement.closest(TOOLS)?.matches(':not(.gloss)')) continue;
      const block = node.parentElement.closest(BLOCK);
      blocks.set(block, (blocks.get(block) || '') + node.data);
    }
    return [...new Set([...blocks.values()].map(tidy))];
  }

  function words() {
    let text = '';
    for (const node of texts(document.querySelector('main')))
      if (shown(node.parentElement) && !cut(node.parentElement) && !node.parentElement.closest('.sources, .citation')) text += ` ${node.data}`;
    return (text.match(/[\p{L}\p{N}][\p{L}\p{N}'’.,-]*/gu) || []).length;
  }

  function height(selector) {
    return [...document.querySelectorAll(selector)].reduce((sum, one) => sum + one.getBoundingClientRect().height, 0);
  }

  const open = () => {
    for (const fold of document.querySelectorAll('details')) { fold.removeAttribute('name'); fold.open = true; }
  };

  // What a phone of 360 x 780 shows of the page as it comes.
  function size() {
    const contents = document.querySelector('nav.contents');
    const chips = contents ? [...contents.querySelectorAll('a')] : [];
    return {
      words: words(),
      screens: (document.documentElement.scrollHeight - height('.sources')) / 780,
      sources: document.querySelectorAll('.sources li').length,
      header: height('.site-header'),
      chips: chips.length,
      chips_hidden: chips.filter(one => !shown(one)).length,
      chips_end: contents ? (contents.getBoundingClientRect().bottom + scrollY) / 780 : 0,
    };
  }

  // In the middle of a page with contents: is a link to them on the screen, and on top?
  function contentsInReach() {
    if (!document.querySelector('nav.contents')) return true;
    scrollTo({ top: document.documentElement.scrollHeight / 2, behavior: 'instant' });
    const ways = [...document.querySelectorAll('a[href="#contents"], [aria-controls*="contents"], [popovertarget*="contents"]')];
    const reached = ways.some(way => {
      const box = way.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return shown(way) && box.height > 0 && top && way.contains(top);
    });
    scrollTo({ top: 0, behavior: 'instant' });
    return reached;
  }

  // Care cards whose title cannot be tapped, and that do not say which number to use either.
  function silentCards() {
    return [...document.querySelectorAll('.care-card')].filter(card => {
      if (card.matches('.care-card--ask')) return false;
      const title = card.querySelector('h2, h3, h4');
      if (title && title.querySelector('a[href^="tel:"]')) return false;
      const line = card.querySelector('.care-card__call');
      return !(card.matches('.care-card--call-today') && title && line && tidy(line.textContent));
    }).map(name);
  }

  // The name of the page in a bar may end in dots: it stands whole as the heading.
  const endsInDots = ({ textOverflow, webkitLineClamp }) => textOverflow === 'ellipsis' || webkitLineClamp !== 'none';
  const isTitleAgain = element => endsInDots(getComputedStyle(element))
    && tidy(document.querySelector('h1')?.textContent || '').includes(tidy(element.textContent));

  // Words that stand outside the screen or outside a box that cuts them.
  function clipped() {
    const found = new Map(), wide = document.documentElement.clientWidth;
    for (const node of texts()) {
      const parent = node.parentElement;
      if (!shown(parent) || cut(parent) || parent.closest('.skip-link') || isTitleAgain(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width === 0) continue;
        const cause = cutBy(box, parent, wide);
        if (cause) found.set(parent, `${name(parent)} (${cause})`);
      }
    }
    return [...found.values()];
  }

  function cutBy(box, element, wide) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at), frame = at.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX) && at.scrollWidth > at.clientWidth) return '';
      const cuts = /hidden|clip/;
      if (cuts.test(style.overflowX) && (box.right > frame.right + 2 || box.left < frame.left - 2)) return `cut by ${at.className}`;
      if (cuts.test(style.overflowY) && (box.top > frame.bottom || box.bottom < frame.top)) return `cut by ${at.className}`;
    }
    return box.right > wide + 1 || box.left < -1 ? `ends at ${Math.round(box.right)} of ${wide} px` : '';
  }

  // What makes the page scroll sideways: the elements that reach furthest.
  function sideways() {
    const root = document.documentElement, wide = root.clientWidth;
    if (root.scrollWidth <= wide) return [];
    const far = [...document.body.querySelectorAll('*')].filter(one => shown(one) && one.getBoundingClientRect().right > wide + 1);
    const inner = far.filter(one => !far.some(other => other !== one && one.contains(other)));
    return [`${root.scrollWidth} of ${wide} px: ${inner.slice(0, 3).map(name).join('; ')}`];
  }

  // A fold that a tap does not open, unless its content is there anyway.
  function deadFolds() {
    const dead = [];
    for (const fold of document.querySelectorAll('details')) {
      const summary = fold.querySelector('summary');
      if (!summary || !shown(fold)) continue;
      const inside = [...fold.children].filter(one => one !== summary);
      const there = () => inside.length > 0 && inside.every(one => shown(one) || getComputedStyle(one).display === 'none');
      const before = fold.open;
      fold.open = false;
      let works = there();
      if (!works && shown(summary) && getComputedStyle(summary).pointerEvents !== 'none') {
        summary.click();
        works = there();
      }
      if (!works) dead.push(name(fold));
      fold.open = before;
    }
    return dead;
  }

  // Buttons that do nothing without script.
  function deadButtons() {
    return [...document.querySelectorAll('button')].filter(one => shown(one)
      && !(one.form && one.type === 'submit') && !one.hasAttribute('popovertarget') && !one.hasAttribute('command')).map(name);
  }

  // Links to a place on the page that lead nowhere, or that cannot be tapped.
  function deadAnchors(selector) {
    return [...document.querySelectorAll(selector)].filter(link => {
      const id = decodeURIComponent(link.hash.slice(1));
      const target = id && document.getElementById(id);
      const folded = target && target.closest('details:not([open])');
      return !target || !(shown(target) || folded) || !shown(link) || getComputedStyle(link).pointerEvents === 'none';
    }).map(name);
  }

  // Lists without marks: Safari's screen reader calls them lists only where they say so.
  function bareLists() {
    return [...document.querySelectorAll('main :is(ul, ol), footer ul')].filter(list => shown(list) && !list.closest('nav')
      && getComputedStyle(list).listStyleType === 'none' && list.getAttribute('role') !== 'list').map(name);
  }

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  function rgb(color) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  }
  const light = color => color.slice(0, 3).map(part => part / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  function ground(element) {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgb('Canvas');
  }
  function contrast(element) {
    const [one, two] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  }

  // Text that is fainter than 4.5 to 1.
  function faint() {
    const found = new Map();
    for (const node of texts()) {
      const parent = node.parentElement;
      if (found.has(parent) || !shown(parent) || cut(parent)) continue;
      const ratio = contrast(parent);
      found.set(parent, ratio < 4.5 ? `${name(parent)} (${ratio.toFixed(1)} to 1)` : '');
    }
    return [...found.values()].filter(Boolean);
  }

  // What can have the focus and does not show it by an outline: in forced colors shadows and fills are gone.
  function focusUnseen() {
    const unseen = [];
    for (const one of document.querySelectorAll('a[href], button, summary, input, select, textarea')) {
      if (!shown(one) || one.disabled) continue;
      one.focus({ preventScroll: true });
      const ring = [one, ...one.querySelectorAll('*')].some(part => {
        const style = getComputedStyle(part);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      });
      if (document.activeElement !== one || !ring) unseen.push(name(one));
    }
    document.activeElement.blur();
    return unseen;
  }

  // Signs and drawings that carry a meaning, one of each kind on the page, for a picture.
  function signs() {
    const kinds = new Map();
    for (const one of document.querySelectorAll('main svg, header svg, .sure__blocks')) {
      const box = one.getBoundingClientRect();
      if (!shown(one) || box.width < 4 || box.height < 4) continue;
      const use = one.querySelector('use')?.getAttribute('href') || '';
      const kind = [one.localName, one.getAttribute('class') || '', use, one.closest('.sure, .effect')?.className || ''].join(' ');
      if (!kinds.has(kind)) {
        kinds.set(kind, kinds.size);
        one.dataset.auditSign = kinds.get(kind);
      }
    }
    return [...kinds].map(([kind, number]) => [kind, number]);
  }

  const PRINTED = 'h1, .key-points li, .care-card :is(h2, h3, h4, li, p), .facts dd, .row__name, .row__verdict, .rating, '
    + '.number__words, .dispute p, .page__body .part > h2, .page__body .part > p, .page__body details > :not(summary)';
  function unprinted() {
    return [...document.querySelectorAll(PRINTED)].filter(one => !one.closest('.sources, .citation, nav, form, button'))
      .filter(one => tidy(one.textContent) && !one.matches('.onward, .back-to-top'))
      .filter(one => !one.closest('.handout .care-card--ask')) // one sheet: what can wait is not on it
      .filter(one => !shown(boxed(one)) || boxed(one).getBoundingClientRect().height === 0).map(name);
  }

  /* What gives its box to its children has none, and is seen in them. */
  function boxed(one) {
    return getComputedStyle(one).display === 'contents' ? one.firstElementChild ?? one : one;
  }

  return { read, words, open, size, contentsInReach, silentCards, clipped, sideways, deadFolds, deadButtons,
    deadAnchors, bareLists, faint, focusUnseen, signs, unprinted };
})();
