import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, button, PATIENCE, ready, settled } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** manners of the studio in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('manners of the studio', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const topOf = (page: Page) =>
    page
      .locator('.picture canvas')
      .first()
      .evaluate(e => scrollY + e.getBoundingClientRect().top);

  /** Colours in the upper right corner of a canvas, where the first G has no samples and the ring has none. */
  const coloursIn = (canvas: Locator) =>
    canvas.evaluate(element => {
      const corner = new OffscreenCanvas(24, 24).getContext('2d', { willReadFrequently: true })!;
      const { width } = element as HTMLCanvasElement;
      corner.drawImage(element as HTMLCanvasElement, 30 - width, -4);
      return new Set(new Uint32Array(corner.getImageData(0, 0, 24, 24).data.buffer)).size;
    });

  it('leaves the pictures where they are when a run starts, and skips to them', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    const best = page.locator('.picture canvas').nth(1);
    await expect.poll(() => coloursIn(best), { timeout: PATIENCE }).toBeGreaterThan(1); // hatched: no data
    const tops: Record<number, [before: number, after: number]> = {};
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      const before = await topOf(page);
      await button(page, 'Run').click();
      await appears(page, '.pace:has-text(" a second")');
      tops[width] = [before, await topOf(page)];
      await button(page, 'Pause').click();
      await ready(page);
    }
    for (const [width, [before, after]] of Object.entries(tops)) expect(after, width).toBe(before);
    await page.evaluate(() => scrollTo(0, 0));
    await button(page, 'Skip to the content').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('lab-main');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('goes back to where a lesson was scrolled to', async () => {
    const { page, complaints } = await site.open('#/course/entropy');
    page.setDefaultTimeout(PATIENCE);
    const next = page.getByRole('link', { name: 'Next:' });
    await next.scrollIntoViewIfNeeded();
    const there = await settled(() => page.evaluate(() => Math.round(scrollY)));
    expect(there).toBeGreaterThan(500);
    const kept = () =>
      page.evaluate(() => Math.round((history.state as { scroll?: number } | null)?.scroll ?? -1));
    await expect.poll(kept, { timeout: PATIENCE }).toBe(there);
    await next.click();
    await page.getByRole('heading', { name: 'Cross-entropy: the price' }).waitFor();
    await expect.poll(() => page.evaluate(() => Math.round(scrollY)), { timeout: PATIENCE }).toBe(0);
    await page.goBack();
    await page.getByRole('heading', { name: 'Entropy: how much' }).waitFor();
    // the page that is set anew may be some pixels longer above
    await expect
      .poll(() => page.evaluate(y => Math.abs(scrollY - y), there), { timeout: PATIENCE })
      .toBeLessThan(8);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says in a sentence that a page cannot be fetched', async () => {
    const { page } = await site.open('#/course');
    await appears(page, '.lesson-list');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Images', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('This part of the studio could not be fetched').waitFor({ timeout: PATIENCE });
    expect(await alert.textContent()).not.toContain('http');
    await page.context().setOffline(false);
    await page.close();
  });
});
