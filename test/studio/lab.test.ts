import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpacked } from '../../src/studio/web/setup/packed.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, atStep, button, expectToFit, PATIENCE, ready, unfold } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** the lab in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('the lab', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const stepOf = async (page: Page) => Number(await page.locator('.where').getAttribute('data-step'));
  const addressHas = (page: Page, text: string) =>
    page.waitForURL(url => url.hash.includes(text), { timeout: PATIENCE });
  const hash = (page: Page) => new URLSearchParams(new URL(page.url()).hash.split('?')[1]);

  it('learns the ring in the page, pauses, and goes one step at a time', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await button(page, 'Run').click();
    await page
      .locator('.summary dd')
      .filter({ hasText: /^[5-9]\d %$/ }) // of high quality; less than 10 % at first
      .waitFor({ timeout: PATIENCE });
    await appears(page, '.summary:has-text("8 of 8")');
    await button(page, 'Pause').click();
    await button(page, 'Run').waitFor();
    const step = await stepOf(page);
    expect(step).toBeGreaterThan(100);
    await button(page, '1 step').click();
    await atStep(page, step + 1);
    await expect.poll(() => page.locator('.chart canvas').count()).toBeGreaterThanOrEqual(5);
    await button(page, 'Reset').click();
    await atStep(page, 0);
    expect(complaints).toEqual([]);
  });

  it('shows V around the weights of the run while that is open', async () => {
    const { page, complaints } = await site.open('#/lab?generator.hidden=4&discriminator.hidden=4');
    await ready(page);
    const saddle = page.locator('summary', { hasText: 'The saddle' });
    await saddle.click();
    await appears(page, '[data-slice-step="0"]');
    await button(page, '100 steps').click();
    await appears(page, '[data-slice-step="100"]');
    await page.getByText('the way of this run').click();
    await appears(page, '.surface canvas[aria-label*="at step 100"]');
    await expect.poll(() => page.locator('[data-slice-step]').textContent()).not.toMatch('no way yet');
    await saddle.click();
    await button(page, '100 steps').click();
    await atStep(page, 200);
    await page.waitForTimeout(500);
    expect(await page.locator('[data-slice-step]').getAttribute('data-slice-step')).toBe('100');
    expect(complaints).toEqual([]);
  });

  it('restores a setup from the address, and keeps the address up to date', async () => {
    const { page, complaints } = await site.open('#/lab?data.name=normal&batch=64&generator.hidden=8');
    await ready(page);
    await expect(page.getByLabel('Data', { exact: true }).inputValue()).resolves.toBe('normal');
    await expect(page.getByLabel('G: hidden layers').inputValue()).resolves.toBe('8');
    await page.getByLabel('objective').selectOption('hinge');
    await addressHas(page, 'objective=hinge');
    expect(Object.fromEntries(hash(page))).toEqual({
      'data.name': 'normal',
      batch: '64',
      'generator.hidden': '8',
      objective: 'hinge',
    });
    await expect.poll(() => page.locator('.command').textContent()).toContain('--data normal');
    expect(complaints).toEqual([]);
  });

  it('says why a link cannot be followed, and begins as without it', async () => {
    const { page, complaints } = await site.open('#/lab?objective=hnge&batch=32');
    await ready(page);
    await appears(page, '.note:has-text("could not be followed: objective: unknown objective \'hnge\'")');
    await expect.poll(() => Object.fromEntries(hash(page))).toEqual({});
    expect(complaints).toEqual([]);
  });

  it('takes a change of the game over while it runs, and explains what it refuses', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await button(page, '100 steps').click();
    await atStep(page, 100);
    await page.getByLabel('objective').selectOption('hinge');
    await appears(page, '.note:has-text("step 100")');
    await button(page, '1 step').click();
    await atStep(page, 101);
    await page.getByLabel('seed').fill('x');
    await page.getByLabel('seed').press('Enter');
    await page.getByRole('alert').filter({ hasText: 'seed: expected a whole number' }).waitFor();
    expect(await stepOf(page)).toBe(101);
    expect(complaints).toEqual([]);
  });

  it('learns what a finger draws', async () => {
    const { page, complaints } = await site.open('#/lab', { touch: true, width: 390, height: 844 });
    await ready(page);
    await unfold(page, 'Draw your own');
    const pad = page.locator('.draw-pad');
    await pad.scrollIntoViewIfNeeded();
    await pad.evaluate(drawCircle);
    await button(page, 'Learn this').click();
    await addressHas(page, 'data.name=points');
    await ready(page);
    const link = hash(page).get('data.values')!;
    const values = unpacked(link).split(',').map(Number);
    expect(link.length).toBeLessThan(2.5 * values.length);
    await page.getByText(`Your ${values.length / 2} points, σ`).waitFor();
    expect(values.length).toBeGreaterThan(60);
    for (let i = 0; i < values.length; i += 2) {
      expect(Math.hypot(values[i], values[i + 1])).toBeCloseTo(0.5, 1);
    }
    expect(complaints).toEqual([]);
  });

  it('fits into 360, 900 and 2560 pixels', async () => {
    const { page } = await site.open('#/lab');
    await ready(page);
    await expectToFit(page, [360, 900, 2560]);
  });
});

/** Evaluated in the page: a finger goes round. */
function drawCircle(pad: HTMLElement | SVGElement): void {
  const { left, top, width } = pad.getBoundingClientRect();
  const send = (type: string, t: number) => {
    const clientX = left + width * (0.5 + 0.25 * Math.cos(t));
    const clientY = top + width * (0.5 + 0.25 * Math.sin(t));
    const shared = { pointerId: 1, pointerType: 'touch', isPrimary: true, bubbles: true };
    pad.dispatchEvent(new PointerEvent(type, { ...shared, clientX, clientY }));
  };
  (pad as HTMLElement).setPointerCapture = () => {}; // no real pointer is down
  send('pointerdown', 0);
  for (let i = 1; i <= 60; i++) send('pointermove', (2 * Math.PI * i) / 60);
  send('pointerup', 0);
}
