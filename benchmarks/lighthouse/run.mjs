// Open pages with Lighthouse as it opens them by default, a middling phone on a slow network, each in a browser that was
// never here: node run.mjs TIMES ADDRESS ... prints one line of JSON for each time.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [times, ...addresses] = process.argv.slice(2);
const SHOWN = {
  contentful: 'largest-contentful-paint', shift: 'cumulative-layout-shift', blocked: 'total-blocking-time',
  bytes: 'total-byte-weight',
};

for (const address of addresses) {
  for (let time = 0; time < Number(times); time++) {
    const chrome = await launch({
      chromePath: process.env.CHROMIUM,
      chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    try {
      const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: ['performance'], logLevel: 'error' });
      const shown = Object.entries(SHOWN).map(([name, audit]) => [name, lhr.audits[audit].numericValue]);
      const score = Math.round(100 * lhr.categories.performance.score);
      console.log(JSON.stringify({ address, score, ...Object.fromEntries(shown), error: lhr.runtimeError?.message }));
    } finally {
      chrome.kill();
    }
  }
}
