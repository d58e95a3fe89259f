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
    performance.getEntriesByName('samples').map(call => {
      const { detail, startTime, duration } = call as PerformanceMeasure;
      return { count: detail as number, start: startTime, end: startTime + duration };
    }),
  );
  await context.close();
  const samples = calls.reduce((sum, { count }) => sum + count, 0);
  return { first, rate: (1000 * samples) / busy(calls) };
}

/** The time in which any call was under way, in ms: a call's own has its wait for those before it. @param calls by their starts */
function busy(calls: readonly { readonly start: number; readonly end: number }[]): number {
  let [total, until] = [0, 0];
  for (const { start, end } of calls) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total;
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
