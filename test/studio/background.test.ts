import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { PATIENCE } from './acts.ts';
import { EAGER, hide, megabytes } from './background.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** the lab in the background in Chromium: ${NO_CHROMIUM} ***\n`);

/** A few dozen moments of such a run are all that is kept. */
const LARGE = '#/lab?batch=64&generator.hidden=256,256&discriminator.hidden=256,256';

/** What the page's worker has sent. */
interface Heard {
  pictures: number;
  /** Steps that were done when it ran or paused last. */
  step: number;
  /** Moments that it keeps of the run, and how often they were too many, so that half of them went. */
  moments: number;
  thinned: number;
}

/** Evaluated before the page. */
function listen(): void {
  const heard: Heard = { pictures: 0, step: 0, moments: 0, thinned: 0 };
  Object.assign(globalThis, { heard });
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data: { report } }) => {
        if (report?.type === 'picture') heard.pictures++;
        if (report?.type === 'state') heard.step = report.step;
        const past = report?.type === 'past' ? report.report : undefined;
        if (past?.type !== 'moments') return;
        if (past.steps.length < heard.moments) heard.thinned++;
        heard.moments = past.steps.length;
      });
    }
  };
}

const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);

describe.skipIf(!hasChromium)('the lab in the background', { timeout: 4 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ flags: [EAGER] });
  }, PATIENCE);
  afterAll(() => site?.close());

  it('goes on, makes no pictures that nobody sees, and keeps no more memory', async () => {
    const { page, complaints } = await site.open('');
    await page.addInitScript(listen);
    await page.goto(site.url + LARGE);
    await page.reload();
    await page.locator('.lab button.primary:enabled').waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(async () => (await heard(page)).pictures).toBeGreaterThan(20);
    await page.evaluate(hide);
    const { thinned } = await heard(page);
    const thins = () => expect.poll(async () => (await heard(page)).thinned - thinned);
    await thins().toBeGreaterThanOrEqual(1); // it remembers as much as it may
    const [before, { pictures }] = [await megabytes(page), await heard(page)];
    await thins().toBeGreaterThanOrEqual(2); // about twice as many steps
    const [after, later] = [await megabytes(page), await heard(page)];
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect.poll(async () => (await heard(page)).step).toBeGreaterThan(0);
    const { step } = await heard(page);
    console.log(`memory: ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB; ${step} steps`);
    expect(after / before).toBeLessThan(1.2);
    expect(after / before).toBeGreaterThan(0.5);
    expect(later.pictures).toBe(pictures);
    expect(step).toBeGreaterThan(200); // more than it keeps moments of
    expect(complaints).toEqual([]);
  });
});
