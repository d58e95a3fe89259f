// How soon the page of `saddle export --to html` shows its first picture, and how fast it samples, in headless Chromium as a
// file without a network: npx tsx bench/page.ts FILE.html [visits]
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

interface Visit {
  /** From the start of the navigation, in ms. */
  readonly first: number;
  /** Samples a second, over all calls. */
  readonly rate: number;
}

async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('canvas')) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.mark('first picture'));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(address);
  await page.locator('#direction-1:enabled, canvas[aria-label^="Samples of"]').first().waitFor();
  const first = await page.evaluate(() => performance.getEntriesByName('first picture')[0].startTime);
  const calls = await page.evaluate(() =>
    performance.getEntriesByName('samples').map(call => [(call as PerformanceMeasure).detail, call.duration]),
  );
  await context.close();
  const [samples, duration] = calls.reduce(([n, ms], call) => [n + call[0], ms + call[1]], [0, 0]);
  return { first, rate: (1000 * samples) / duration };
}

const [file, visits = '5'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (let i = 0; i < Number(visits); i++) {
  const { first, rate } = await visit(browser, pathToFileURL(resolve(file)).href);
  console.log(`first picture after ${first.toFixed(0)} ms, ${rate.toFixed(0)} samples/s`);
}
await browser.close();
