import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { PATIENCE, ready } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** zoom of the lab's pictures in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('zoom of the pictures', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const picture = (page: Page) => page.locator('.picture canvas').first();
  const shows = (page: Page, text: string) =>
    page.locator(`.zoom-row:has-text("${text}")`).waitFor({ timeout: PATIENCE });

  it('follows wheel, keys and buttons, and only the wheel of a picture that has the focus', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await picture(page).hover();
    await page.mouse.wheel(0, -100);
    await shows(page, 'Click a picture');
    await picture(page).focus();
    await page.keyboard.press('+');
    await shows(page, '1.3 ×');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('0');
    await shows(page, 'Click a picture');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await shows(page, '1.3 ×');
    await page.getByRole('button', { name: 'Fit' }).click();
    await picture(page).focus();
    await picture(page).hover();
    await page.mouse.wheel(0, -Math.log(2) / 0.002);
    await shows(page, '2 ×');
    expect(complaints).toEqual([]);
  });

  it('follows two fingers on the line too', async () => {
    const { page, complaints } = await site.open('#/lab?data.name=normal', { touch: true, width: 390 });
    await ready(page);
    await picture(page).evaluate(pinch, 3);
    await shows(page, '3 ×');
    expect(await picture(page).evaluate(canvas => getComputedStyle(canvas).touchAction)).toBe('none');
    expect(complaints).toEqual([]);
  });
});

/** Evaluated in the page: two fingers move apart until they are so many times as far from each other. */
function pinch(canvas: HTMLElement | SVGElement, times: number): void {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const send = (type: string, pointerId: number, x: number) => {
    const [clientX, clientY] = [left + x * width, top + 0.4 * height];
    const shared = { pointerType: 'touch', bubbles: true };
    canvas.dispatchEvent(new PointerEvent(type, { ...shared, pointerId, clientX, clientY }));
  };
  const near = 0.1;
  send('pointerdown', 1, 0.5 - near);
  send('pointerdown', 2, 0.5 + near);
  for (let i = 1; i <= 20; i++) {
    const far = near * (1 + ((times - 1) * i) / 20);
    send('pointermove', 1, 0.5 - far);
    send('pointermove', 2, 0.5 + far);
  }
  send('pointerup', 1, 0.5 - times * near);
  send('pointerup', 2, 0.5 + times * near);
}
