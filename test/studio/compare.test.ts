import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, button, expectToFit, PATIENCE, ready } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** two runs of the lab side by side in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('two runs side by side', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const side = (name: string) => `section[aria-label="Run ${name}"]`;
  const stepOf = async (page: Page, name: string) =>
    Number(await page.locator(`${side(name)} [data-step]`).getAttribute('data-step'));
  const bothAt = async (page: Page, step: number) => {
    for (const name of ['A', 'B']) await appears(page, `${side(name)} [data-step="${step}"]`);
  };
  const query = (page: Page) =>
    Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.split('?')[1]));

  it('begins as a copy, takes settings of its own, steps with the first, and ends', async () => {
    const { page, complaints } = await site.open('#/lab?batch=64');
    await ready(page);
    await button(page, 'Compare (A/B)').click();
    await appears(page, `${side('B')} canvas`);
    await appears(page, '.differences:has-text("the same")');
    await expect.poll(() => page.workers().length).toBe(2);
    await page.getByLabel('objective').selectOption('hinge');
    await appears(page, '.differences:has-text("objective hinge")');
    await expect.poll(() => query(page)).toEqual({ batch: '64', compare: 'ab', 'b.objective': 'hinge' });
    await ready(page);
    await button(page, '100 steps').click();
    await bothAt(page, 100);
    await page.getByRole('radio', { name: 'A', exact: true }).check();
    await expect.poll(() => page.getByLabel('objective').inputValue()).toBe('non-saturating');
    await button(page, 'End comparison').click();
    await appears(page, '.where[data-step="100"]');
    await expect.poll(() => page.workers().length).toBe(1); // it ends when the run is kept
    await expect.poll(() => query(page)).toEqual({ batch: '64' });
    expect(complaints).toEqual([]);
  });

  it('opens from a link, computes the same where nothing differs, and pauses at one step', async () => {
    const { page, complaints } = await site.open('#/lab?compare=ab&generator.hidden=8');
    await appears(page, `${side('B')} canvas`);
    await ready(page);
    await button(page, '1 step').click();
    await bothAt(page, 1);
    const numbers = page.locator('.summary dd');
    const same = async () => {
      const texts = await numbers.allTextContents();
      const half = texts.length / 2;
      return half > 0 && String(texts.slice(0, half)) === String(texts.slice(half));
    };
    await expect.poll(same, { timeout: PATIENCE }).toBe(true); // B may be measured a little later
    await button(page, 'Run').click();
    await appears(page, '.sides:not(:has([data-step="1"]))');
    await button(page, 'Pause').click();
    await expect
      .poll(async () => (await stepOf(page, 'A')) - (await stepOf(page, 'B')), { timeout: PATIENCE })
      .toBe(0);
    expect(await stepOf(page, 'A')).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with B in a link, and makes it a copy', async () => {
    const { page, complaints } = await site.open('#/lab?b.objective=hinges');
    await appears(page, '.note:has-text("B is a copy of A")');
    await appears(page, '.differences:has-text("the same")');
    expect(complaints).toEqual([]);
  });

  it('fits into 360 and 1280 pixels', async () => {
    const { page } = await site.open('#/lab?compare=ab&b.k=3');
    await appears(page, `${side('B')} canvas`);
    await expectToFit(page, [360, 1280]);
  });
});
