import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type OpenPage, PATIENCE, type Site } from './site.ts';

export { PATIENCE };

/** By its whole name, or by a part of it that matches. */
export function button(page: Page, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' });
}

/** Locators wait without evaluating text, which the pages' policy forbids. */
export function appears(page: Page, selector: string): Promise<void> {
  return page.locator(selector).first().waitFor({ timeout: PATIENCE });
}

/** A run can be started, or goes on. */
export const ready = (page: Page) => appears(page, 'button.primary:enabled');

export const atStep = (page: Page, step: number) => appears(page, `.where[data-step="${step}"]`);

/** Goes from a step to one that is a hundred later. */
export async function hundred(page: Page, goal: number): Promise<void> {
  await button(page, '100 steps').click();
  await atStep(page, goal);
}

/** The lab, or another page where a run can be started. */
export async function openReady(site: Site, hash = '#/lab'): Promise<OpenPage> {
  const opened = await site.open(hash);
  await ready(opened.page);
  return opened;
}

/** Nothing is wider than the page, light or dark. */
export async function expectToFit(page: Page, widths: readonly number[]): Promise<void> {
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  for (const [i, width] of widths.entries()) {
    await page.emulateMedia({ colorScheme: i % 2 === 0 ? 'light' : 'dark' });
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(over, { message: `pixels over ${width}` }).toBeLessThanOrEqual(0);
  }
}

/** Opens a part by the keyboard: on a busy page a click may miss what moves. */
export const unfold = (page: Page, title: string) =>
  page.locator('summary', { hasText: title }).first().press('Enter');

/** What is asked for again and again, once it is the same for half a second: a busy page may still be settling. */
export async function settled<T>(ask: () => Promise<T>): Promise<T> {
  let last = await ask();
  for (let same = 0; same < 5; ) {
    await new Promise(resolve => setTimeout(resolve, 100));
    const next = await ask();
    same = next === last ? same + 1 : 0;
    last = next;
  }
  return last;
}
