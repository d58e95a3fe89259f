import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, button, openReady, PATIENCE, unfold } from './acts.ts';
import { pictures } from './made-pictures.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** the gallery in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('the gallery of Images', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  it('starts a recipe with one click, folds, and stays folded until it is wanted', async () => {
    const { page, complaints } = await openReady(site, '#/images');
    const card = page.locator('.card', { hasText: 'Handwritten digits' });
    await card.locator('img').evaluate((image: HTMLImageElement) => image.decode());
    await button(page, 'Start Handwritten digits').click();
    await appears(page, '.recipes:not([open])');
    expect(await page.evaluate(() => document.activeElement?.matches('[data-content]'))).toBe(true);
    await button(page, 'Pause').click();
    await appears(page, '.bar button.primary:has-text("Run"):enabled');
    expect(await card.isVisible()).toBe(false);
    expect(await page.getByLabel('Recipe').inputValue()).toBe('mnist');

    await page.goto('about:blank');
    await page.goto(`${site.url}#/images`);
    await appears(page, '.recipes');
    expect(await card.isVisible()).toBe(false);
    await unfold(page, 'Start with a click');
    await card.waitFor();
    expect(complaints).toEqual([]);
  });

  it('starts on pictures of the reader’s', async () => {
    const { page, complaints } = await openReady(site, '#/images');
    const choose = page.locator('label', { hasText: 'Files…' }).locator('input');
    await choose.setInputFiles(pictures(3));
    await page.getByRole('alert').filter({ hasText: 'expected at least 16 images, got 3' }).waitFor();
    await choose.setInputFiles(pictures(20));
    await button(page, 'Pause').click();
    await page.getByText('Real: your 20 pictures, as grey 16 × 16').waitFor();
    expect(await page.getByLabel('Recipe').inputValue()).toBe('folder');
    expect(complaints).toEqual([]);
  });

  it('is folded where the address says what to train', async () => {
    const { page } = await openReady(site, '#/images?batch=16');
    await appears(page, '.recipes:not([open])');
  });
});
