import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, button, expectToFit, hundred, openReady, PATIENCE } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** the diagram of the studio in Chromium: ${NO_CHROMIUM} ***\n`);

/** What is painted: weights and units, and what flows. */
const [SHEET, FLOWS] = ['.diagram > canvas >> nth=0', '.diagram > canvas >> nth=1'];

describe.skipIf(!hasChromium)('the diagram', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const painted = (page: Page, canvas: string) =>
    page.locator(canvas).evaluate(element => (element as HTMLCanvasElement).toDataURL());
  const atStep = (page: Page, step: number) => appears(page, `.diagram[data-step="${step}"]`);
  const focused = (page: Page) =>
    page.evaluate(() => (document.activeElement as HTMLElement).dataset['unit']);

  it('shows units of both networks with their numbers, and follows the run', async () => {
    const { page, complaints } = await openReady(site);
    await atStep(page, 0);
    expect(await page.locator('.unit').count()).toBe(4 * 6);
    expect(await page.locator('.rest').allTextContents()).toEqual(new Array(4).fill('+10 more not shown'));
    const label = await page.locator('.unit').first().getAttribute('aria-label');
    expect(label).toMatch(/^Generator, layer 1, unit \d+$/);
    const before = await painted(page, SHEET);
    await hundred(page, 100);
    await atStep(page, 100);
    expect(await painted(page, SHEET)).not.toBe(before);
    const loss = page.locator('[data-loss="D"]');
    await expect.poll(async () => Number(await loss.textContent())).toBeGreaterThan(0.5);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('opens a unit by the keyboard and goes on to others', async () => {
    const { page, complaints } = await openReady(site, '#/lab?data.name=normal&latent.dim=1');
    await atStep(page, 0);
    await page.locator('.unit[tabindex="0"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.opened').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('generator 0 1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('discriminator 0 1');
    expect(await page.locator('.unit[tabindex="0"]').count()).toBe(1);
    const name = await page.locator('.opened h2').textContent();
    expect(name).toMatch(/^Discriminator, layer 1, unit \d+$/);
    expect(await page.locator('.opened .formula').textContent()).toMatch(
      /^a.* = leaky-relu\(−?\d\.\d\d x [−+] /,
    );
    expect(await page.locator('.unit:focus').getAttribute('aria-label')).toBe(name);
    await page.keyboard.press('Escape');
    await page.locator('.opened').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('discriminator 0 1');
    await page.keyboard.press('Enter');
    await button(page, 'Close').focus();
    await page.keyboard.press('Escape');
    await page.locator('.opened').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('discriminator 0 1');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('follows a sample from its noise to its gradient', async () => {
    const { page, complaints } = await openReady(site);
    await atStep(page, 0);
    await button(page, 'Follow one sample').click();
    const way = page.locator('.followed .way');
    await way.waitFor();
    const text = (await way.textContent())!;
    expect(text).toMatch(/z = \(.*G\(z\) = \(.*taken for real \d+ %.*loss [\d.]+.*length [\d.]+/);
    const [answer, term] = [/real (\d+) %/, /loss ([\d.]+)p/].map(match => Number(match.exec(text)![1]));
    expect(Math.abs(Math.exp(-term) - answer / 100)).toBeLessThan(0.01); // −log D, the term of the default game
    expect(await page.locator('.node.noise .sample-spot').count()).toBe(1);
    await button(page, 'Another sample').click();
    await expect.poll(() => way.textContent()).not.toBe(text);
    await button(page, 'Stop following').click();
    await page.locator('.sample-spot').first().waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('moves what flows while the run goes on, and stands still for less movement', async () => {
    for (const reducedMotion of [false, true]) {
      const { page } = await site.open('#/lab', { reducedMotion });
      await atStep(page, 0);
      await page.getByLabel('Speed').selectOption('1'); // between two steps nothing but the flow changes
      await button(page, 'Run').click();
      await button(page, 'Pause').waitFor();
      const moved = await page.locator(FLOWS).evaluate(async flows => {
        const look = () => [
          document.querySelector<HTMLElement>('.diagram')!.dataset['step'],
          (flows as HTMLCanvasElement).toDataURL(),
        ];
        const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
        for (;;) {
          const before = look();
          for (let i = 0; i < 4; i++) await frame();
          const after = look();
          if (before[0] === after[0] && before[0] !== '0') return before[1] !== after[1];
        }
      });
      expect(moved).toBe(!reducedMotion);
      await page.close();
    }
  });

  it('marks the stages of slow motion with their numbers', async () => {
    const { page, complaints } = await openReady(site);
    await hundred(page, 100);
    await button(page, 'Slow motion').click();
    const lit: Record<string, string[]> = {};
    for (const kind of ['data', 'noise', 'fakes', 'judge', 'ascend', 'descend']) {
      await appears(page, `.badge.now[data-badge="${kind}"]`);
      lit[kind] = await page
        .locator('.diagram :is(.node, .network):not(.dim)')
        .evaluateAll(found => found.map(element => element.className.split(' ')[1]));
      if (kind === 'ascend') {
        const shown = await page.locator('[data-length="dense2"]').textContent();
        const table = await page.locator('[data-layer="dense2"] td').first().textContent();
        expect(shown).toBe(`gradient of dense2: ${table}`);
      }
      if (kind !== 'descend') await page.locator('.slow').press('ArrowRight');
    }
    expect(lit).toEqual({
      data: ['real'],
      noise: ['noise'],
      fakes: ['generator', 'noise', 'generated'],
      judge: ['discriminator', 'real', 'generated', 'answer'],
      ascend: ['discriminator'],
      descend: ['generator', 'discriminator', 'noise', 'generated', 'answer'],
    });
    expect(await page.locator('[data-loss="G"]').textContent()).toMatch(/^[\d.]+$/);
    await button(page, 'Close slow motion').click();
    await page.locator('.badge').first().waitFor({ state: 'detached' });
    expect(await page.locator('.diagram .dim').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says in words in the simple view whether D is fooled, and fits a phone', async () => {
    const { page, complaints } = await site.open('#/', { lab: 'first visit', width: 390, height: 844 });
    await page.locator('[aria-label="The two networks"]').scrollIntoViewIfNeeded();
    await page.locator('.diagram').waitFor();
    const words = await page.locator('.diagram').textContent();
    for (const word of ['noise', 'generator', 'generated', 'discriminator', 'real', 'says real'])
      expect(words).toContain(word);
    await expectToFit(page, [360, 390, 1280]);
    await page.setViewportSize({ width: 390, height: 844 });
    const outside = await page.locator('.diagram').evaluate(diagram => {
      const whole = diagram.getBoundingClientRect();
      return [...diagram.querySelectorAll('.unit, .node, .verdict, span:not(.hidden-text)')]
        .map(element => ({ name: element.className, box: element.getBoundingClientRect() }))
        .filter(
          ({ box }) => box.left < whole.left - 1 || box.right > whole.right + 1 || box.bottom > whole.bottom,
        )
        .map(({ name }) => name);
    });
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
