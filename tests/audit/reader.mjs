// Reads {address: html} on standard input and prints {address: {text, must, leaked}}: what the reader view of Firefox
// leaves of each page, what must be in it, and the definitions that stand inside a sentence.
import { readFileSync } from 'node:fs';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';

const tidy = element => element.textContent.replace(/\s+/g, ' ').trim();
const all = (document, selector) => [...document.querySelectorAll(selector)];
const SENTENCE = 'p, li, dd, td, h2, h3, h4, figcaption';

// [what, text] of everything that a reader view may not drop.
function must(document) {
  const body = all(document, 'article.page');
  const inside = selector => body.flatMap(page => all(page, selector));
  const found = [];
  const add = (what, elements) => found.push(...elements.map(one => [what, tidy(one)]).filter(([, text]) => text));
  add('care card title', inside('.care-card').map(card => card.querySelector('h2, h3, h4, .care-card__title')).filter(Boolean));
  add('care card item', inside('.care-card li'));
  add('care card sentence', inside('.care-card p').filter(one => !one.matches('.care-card__title')));
  add('key point', inside('.key-points li'));
  add('explained word', inside('.gloss'));
  add('sentence with an explained word', inside('.gloss').map(one => one.closest(SENTENCE)).filter(Boolean));
  add('sentence with the emergency number', inside(SENTENCE).filter(one => !one.matches('.also-called') && /\b911\b/.test(one.textContent)));
  return found;
}

function leaked(document) {
  return all(document, '.gloss').flatMap(word => {
    const sentence = word.closest(SENTENCE);
    const elsewhere = word.getAttribute('popovertarget');
    const box = elsewhere && document.getElementById(elsewhere);
    const meaning = (word.getAttribute('data-meaning') || (box ? tidy(box) : '')).trim();
    return sentence && meaning && tidy(sentence).includes(meaning) ? [tidy(word)] : [];
  });
}

function read(html) {
  const { document } = parseHTML(html);
  const found = { must: must(document), leaked: leaked(document) };
  const article = new Readability(document).parse();
  return { ...found, text: article ? article.textContent.replace(/\s+/g, ' ').trim() : '' };
}

const pages = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(Object.fromEntries(Object.entries(pages).map(([address, html]) => [address, read(html)]))));
