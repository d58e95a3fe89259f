import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, button, expectToFit, PATIENCE, settled } from './acts.ts';
import { openSite, type PageOptions, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** the opening of the studio in Chromium: ${NO_CHROMIUM} ***\n`);

describe.skipIf(!hasChromium)('the opening', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const first = (hash = '#/', options: PageOptions = {}) =>
    site.open(hash, { ...options, lab: 'first visit' });
  const stepOf = async (page: Page) => Number(await page.locator('.where').getAttribute('data-step'));
  const learns = (page: Page) => expect.poll(() => stepOf(page)).toBeGreaterThan(50);
  const story = (page: Page, text: string) => appears(page, `.story:has-text("${text}")`);
  const drop = (page: Page, files: readonly { name: string; type: string; text: string }[]) =>
    page.evaluate(given => {
      const transfer = new DataTransfer();
      for (const { name, type, text } of given) transfer.items.add(new File([text], name, { type }));
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    }, files);

  it('learns by itself, says what a GAN is and how the run goes', async () => {
    const { page, complaints } = await first();
    await learns(page);
    const words = await page.locator('.opening-say').textContent();
    for (const word of ['generator', 'discriminator', 'noise', 'real', 'generated'])
      expect(words).toContain(word);
    await button(page, 'fast')
      .or(page.getByText('fast', { exact: true }))
      .first()
      .click();
    await story(page, 'all 8 groups');
    await expect(page.getByLabel('objective').count()).resolves.toBe(0);
    expect(complaints).toEqual([]);
    await page.close(); // it still trains
  });

  it('stands still for those who want less movement, until they press play', async () => {
    const { page } = await first('#/', { reducedMotion: true });
    await button(page, 'Play').and(page.locator(':enabled')).waitFor();
    await story(page, 'Press play');
    expect(await settled(() => stepOf(page))).toBe(0);
    await page.locator('.thumb', { hasText: 'Moons' }).click();
    await page.waitForURL(url => url.hash.includes('data.name=moons'));
    await story(page, 'Press play');
    expect(await settled(() => stepOf(page))).toBe(0);
    await button(page, 'Play').click();
    await learns(page);
    await page.close();
  });

  it('plays and pauses by Space, except where Space means something else', async () => {
    const { page } = await first();
    await learns(page);
    await page.keyboard.press('Space');
    await button(page, 'Play').waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.locator('.opening-look canvas').focus();
    await page.keyboard.press('Space');
    await button(page, 'Pause').waitFor();
    await page.locator('.thumb', { hasText: 'Draw' }).focus();
    await page.keyboard.press('Space');
    await page.locator('.draw-pad').waitFor();
    await button(page, 'Pause').waitFor();
    await page.close();
  });

  it('reaches play in three keys, and moves nothing that is looked at', async () => {
    const { page } = await first();
    await learns(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Pause');
    const place = () => page.locator('.opening-look canvas').boundingBox();
    const before = await place();
    await page.locator('.thumb', { hasText: 'Draw' }).click();
    await drop(page, [{ name: 'words.csv', type: 'text/csv', text: 'no numbers' }]);
    await page.getByText('expected lines of one or two numbers').waitFor();
    expect(await place()).toEqual(before);
    await page.close();
  });

  it('remembers the simple or the full view, and keeps the run where it changes', async () => {
    const { page } = await first();
    await learns(page);
    const step = await stepOf(page);
    await page.getByText('Full', { exact: true }).click();
    await page.getByLabel('objective').waitFor();
    expect(await stepOf(page)).toBeGreaterThanOrEqual(step);
    await page.reload();
    await page.getByLabel('objective').waitFor();
    await button(page, 'Run').waitFor();
    await page.getByText('Simple', { exact: true }).click();
    await page.locator('.opening').waitFor();
    await page.reload();
    await learns(page);
    expect(await page.getByLabel('objective').count()).toBe(0);
    await page.close();
  });

  it('says which settings of a link it does not show', async () => {
    const { page } = await first('#/lab?objective=hinge&k=2&data.name=moons');
    await page.getByText('This run has 2 settings of its own').waitFor();
    await button(page, 'See them in the full view').click();
    await expect.poll(() => page.getByLabel('objective').inputValue()).toBe('hinge');
    await page.close();
  });

  it('explains a word by keyboard and tap', async () => {
    const { page } = await first('#/', { touch: true });
    const word = button(page, 'generator').first();
    const note = page.locator('.term-note:popover-open');
    await word.focus();
    await note.waitFor();
    expect(
      await word.evaluate(e => document.getElementById(e.getAttribute('aria-describedby')!)?.textContent),
    ).toContain('turns noise z into a generated sample');
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await note.waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#/course/players');
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'detached' });
    await button(page, 'noise').first().tap();
    await note.waitFor();
    await page.close();
  });

  it('takes points and pictures to where they belong', async () => {
    const { page } = await first();
    await learns(page);
    await drop(page, [{ name: 'two.csv', type: 'text/csv', text: '0,0\n1,1\n0.1,0\n1,0.9' }]);
    await page.waitForURL(url => url.hash.includes('data.name=points'));
    await learns(page);
    const svg = { name: 'a.svg', type: 'image/svg+xml', text: '<svg/>' };
    await drop(page, [svg, { ...svg, name: 'b.svg' }]);
    await page.waitForURL(url => url.hash.startsWith('#/images'));
    await page.getByText('expected at least 16 images').first().waitFor();
    await page.close();
  });

  it('shows the picture first on a phone, and fits', async () => {
    const { page } = await first('#/', { width: 390, height: 844, touch: true });
    await learns(page);
    const top = async (selector: string) => (await page.locator(selector).first().boundingBox())!.y;
    expect(await top('.opening-look canvas')).toBeLessThan(80);
    expect(await top('.play .large')).toBeLessThan(640);
    await expectToFit(page, [360, 390, 900, 2560]);
    await page.close();
  });

  it('lists every term', async () => {
    const { page, complaints } = await first('#/glossary');
    await page.getByLabel('Find a word').fill('nats');
    await expect.poll(() => page.locator('.glossary dt').first().textContent()).toContain('Jensen');
    await page.locator('.glossary dt', { hasText: 'Nats' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
