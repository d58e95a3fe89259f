// The lab in headless Chromium: script and style before it is drawn, and before the first step, the time to that and to the first step from a cold
// start, how fast the default setup trains and is drawn, and with --minutes how memory grows while it trains on, hidden, after a
// minute in sight.
// With --without-diagram the diagram is not shown.
// With --emulated the browser emulates a graphics card, as on machines without one.
// Run: npx tsx bench/studio.ts [--rounds 3] [--seconds 10] [--minutes 60] [--emulated] [--without-diagram]
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { EAGER, hide, megabytes } from '../test/studio/background.ts';
import { openSite } from '../test/studio/site.ts';

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const now = (page: Page) => page.evaluate(() => performance.now());
const stepOf = async (page: Page) => Number(await page.locator('.where').getAttribute('data-step'));

/** Milliseconds from the start of the navigation. */
async function cold(page: Page): Promise<{ interactiveMs: number; firstStepMs: number }> {
  await page.getByLabel('objective').waitFor();
  const interactiveMs = await now(page);
  await page.locator('button.primary:enabled').waitFor();
  await button(page, '1 step').click();
  await page.locator('.where[data-step="1"]').waitFor();
  return { interactiveMs, firstStepMs: await now(page) };
}

/** Evaluated in the page: remembers when the lab was first drawn; what is loaded after that, it can be used without. */
function rememberDrawn(): void {
  const scope = globalThis as unknown as { drawnAt: number };
  scope.drawnAt = Number.POSITIVE_INFINITY;
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.lab')) return;
    scope.drawnAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

/** Bytes of script and style that the page loaded, compressed; the worker's own are not among them. */
async function loadedBytes(page: Page, drawnOnly: boolean): Promise<number> {
  const urls = await page.evaluate(only => {
    const until = only ? (globalThis as unknown as { drawnAt: number }).drawnAt : Number.POSITIVE_INFINITY;
    return performance
      .getEntriesByType('resource')
      .filter(({ startTime }) => startTime <= until)
      .map(({ name }) => name)
      .filter(name => /\.(js|css)$/.test(name) && !name.includes('worker'));
  }, drawnOnly);
  const sizes = urls.map(async url => gzipSync(await (await fetch(url)).arrayBuffer()).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

interface Counted {
  pictures: number;
  frames: number;
}

/** Counts each picture that is on the screen, as the page tells the worker, and each frame. */
function countPictures(): void {
  const scope = globalThis as unknown as Counted;
  scope.pictures = 0;
  scope.frames = 0;
  const loop = {
    count() {
      scope.frames++;
      requestAnimationFrame(loop.count);
    },
  };
  loop.count();
  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, ...rest: unknown[]) {
    if ((rest[0] as { type?: string }).type === 'drawn') scope.pictures++;
    return send.apply(this, rest as Parameters<typeof send>);
  };
}

/** Out of sight it asks for nothing. */
function hideDiagram(): void {
  document.querySelector<HTMLElement>('.lab-networks')!.hidden = true;
}

const counted = (page: Page) =>
  page.evaluate(() => {
    const { pictures, frames } = globalThis as unknown as Counted;
    return { pictures, frames };
  });

async function pace(page: Page, seconds: number) {
  await page.evaluate(countPictures);
  if (process.argv.includes('--without-diagram')) await page.evaluate(hideDiagram);
  await button(page, 'Run').click();
  await page.waitForTimeout(2000); // programs warm up
  const before = { at: await now(page), step: await stepOf(page), ...(await counted(page)) };
  await page.waitForTimeout(1000 * seconds);
  const took = ((await now(page)) - before.at) / 1000;
  const { pictures, frames } = await counted(page);
  return {
    stepsPerSecond: ((await stepOf(page)) - before.step) / took,
    picturesPerSecond: (pictures - before.pictures) / took,
    framesPerSecond: (frames - before.frames) / took,
  };
}

const rounded = (values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value.toFixed(0)}`)
    .join(', ');

const site = await openSite({ flags: [EAGER], emulated: process.argv.includes('--emulated') });
for (let round = 1; round <= option('rounds', 3); round++) {
  const { page } = await site.open('#/lab', { before: rememberDrawn });
  const times = await cold(page);
  const [drawnBytes, bytes] = [await loadedBytes(page, true), await loadedBytes(page, false)];
  console.log(rounded({ round, ...times, drawnBytes, bytes, ...(await pace(page, option('seconds', 10))) }));
  await page.context().close();
}
const minutes = option('minutes', 0);
if (minutes > 0) {
  const { page } = await site.open('#/lab');
  await page.locator('button.primary:enabled').waitFor();
  await button(page, 'Run').click();
  await page.waitForTimeout(60_000);
  await page.evaluate(hide);
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute % 5 === 0 || minute <= 2)
      console.log(`minute ${minute}: ${(await megabytes(page)).toFixed(1)} MB`);
    if (minute < minutes) await page.waitForTimeout(60_000);
  }
}
await site.close();
