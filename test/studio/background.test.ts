import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { PATIENCE } from './acts.ts';
import { EAGER, hide, megabytes } from './background.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** the lab in the background in Chromium: ${NO_CHROMIUM} ***\n`);

/** What the page's worker has sent. */
interface Heard {
  pictures: number;
  /** Steps that were done when it ran or paused last. */
  step: number;
  /** How often the browser has kept the run, which it does every five seconds or more, and the step that it kept last. */
  kept: number;
  keptStep: number;
}

/** Evaluated before the page. */
function listen(): void {
  const heard: Heard = { pictures: 0, step: 0, kept: 0, keptStep: 0 };
  Object.assign(globalThis, { heard });
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data: { report } }) => {
        if (report?.type === 'picture') heard.pictures++;
        if (report?.type === 'state') heard.step = report.step;
        const history = report?.type === 'history' ? report.report : undefined;
        if (history?.type !== 'kept') return;
        heard.kept++;
        heard.keptStep = history.step;
      });
    }
  };
}

const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);

describe.skipIf(!hasChromium)('the lab in the background', { timeout: 6 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ flags: [EAGER] });
  }, PATIENCE);
  afterAll(() => site?.close());

  it('goes on, makes no pictures that nobody sees, and keeps no more memory', async () => {
    const { page, complaints } = await site.open('');
    await page.addInitScript(listen);
    await page.goto(`${site.url}#/lab`);
    await page.reload();
    await page.locator('.lab button.primary:enabled').waitFor({ timeout: PATIENCE });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(async () => (await heard(page)).pictures).toBeGreaterThan(20);
    await page.evaluate(hide);
    const { kept } = await heard(page);
    const keptAgain = (times: number) =>
      expect.poll(async () => (await heard(page)).kept - kept).toBeGreaterThanOrEqual(times);
    await keptAgain(3);
    const [before, { pictures, keptStep }] = [await megabytes(page), await heard(page)];
    await keptAgain(8);
    const [after, later] = [await megabytes(page), await heard(page)];
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect.poll(async () => (await heard(page)).step).toBeGreaterThan(0);
    const { step } = await heard(page);
    console.log(`memory: ${before.toFixed(1)} MB, then ${after.toFixed(1)} MB; ${step} steps`);
    expect(after / before).toBeLessThan(1.2);
    expect(after / before).toBeGreaterThan(0.5);
    expect(later.pictures).toBe(pictures);
    expect(later.keptStep).toBeGreaterThan(keptStep);
    expect(step).toBeGreaterThanOrEqual(later.keptStep);
    expect(complaints).toEqual([]);
  });
});
