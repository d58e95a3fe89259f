import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { button, openReady, PATIENCE, ready } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** where the reader was, in a browser: ${NO_CHROMIUM} ***\n`);

describe.skipIf(!hasChromium)('where the reader was', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const tab = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name }).click();
  const top = (page: Page) => page.evaluate(() => Math.round(scrollY));
  const isAt = (page: Page, y: number) => expect.poll(() => top(page), { timeout: PATIENCE }).toBe(y);
  const scroll = async (page: Page, y: number) => {
    await page.evaluate(to => window.scrollTo({ top: to }), y);
    await page.waitForFunction(to => history.state?.scroll === to, y);
  };
  const hash = (page: Page) => page.evaluate(() => location.hash);

  it('in a lesson: after a reload, by the tab, and back', async () => {
    const { page, complaints } = await site.open('#/course/entropy');
    await page.waitForSelector('.lesson-step');
    await scroll(page, 900);
    await page.reload();
    await isAt(page, 900);
    await tab(page, 'Glossary');
    await page.waitForSelector('.glossary dt');
    await isAt(page, 0);
    await tab(page, 'Course');
    await page.waitForSelector('.lesson-step');
    expect(await hash(page)).toBe('#/course/entropy');
    await isAt(page, 900);
    await page.getByRole('link', { name: 'Next:' }).click();
    await page.getByRole('heading', { level: 1, name: 'Cross-entropy' }).waitFor();
    await isAt(page, 0);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: /^Entropy/ }).waitFor();
    await isAt(page, 900);
    await tab(page, 'Course');
    await page.waitForSelector('.lesson-list');
    await isAt(page, 0);
    expect(complaints).toEqual([]);
  });

  it('at the step that a link names, until it was scrolled', async () => {
    const { page } = await site.open('#/course/entropy/2');
    const seen = () => page.locator('#step-2').evaluate(e => Math.round(e.getBoundingClientRect().top));
    await page.waitForSelector('.lesson-step');
    await expect.poll(seen, { timeout: PATIENCE }).toBe(64);
    await scroll(page, 40);
    await page.reload();
    await page.waitForSelector('.lesson-step');
    await isAt(page, 40);
  });

  it('in the lab: its setup and its view; a link starts from what it says', async () => {
    const { page, complaints } = await openReady(site);
    const objective = page.getByLabel('objective');
    const arrows = page.getByRole('checkbox', { name: /^gradients/i });
    await objective.selectOption('hinge');
    await page.waitForFunction(() => location.hash === '#/lab?objective=hinge');
    await arrows.check();
    await button(page, 'Zoom in').click();
    await page.waitForFunction(() => history.state?.view.layers.arrows && history.state.view.zoom.scale > 1);
    const looks = async (own: boolean) => {
      await ready(page);
      await expect.poll(() => arrows.isChecked()).toBe(own);
      await expect.poll(() => button(page, 'Fit').isEnabled()).toBe(own);
    };
    await page.reload();
    await looks(true);
    await tab(page, 'Course');
    await page.waitForSelector('.lesson-list');
    await tab(page, 'Lab');
    await looks(true);
    expect(await hash(page)).toBe('#/lab?objective=hinge');
    expect(await objective.inputValue()).toBe('hinge');
    await page.evaluate(() => {
      location.hash = '#/lab?objective=lsgan';
    });
    await expect.poll(() => objective.inputValue()).toBe('lsgan');
    await looks(false);
    await page.goBack();
    await expect.poll(() => objective.inputValue()).toBe('hinge');
    await looks(true);
    expect(complaints).toEqual([]);
  });
});
