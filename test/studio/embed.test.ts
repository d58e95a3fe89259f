import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { serveFiles } from '../support/serve-files.ts';
import { button, PATIENCE, unfold } from './acts.ts';
import { builtPages } from './pages.ts';
import { launchChromium, openPage, openSite } from './site.ts';

if (!hasChromium) console.error(`\n*** panels in another site, in Chromium: ${NO_CHROMIUM} ***\n`);

const codeOf = async (page: Page) => {
  await button(page, 'Copy embed code').click();
  return (await page.locator('.embed-code').textContent())!;
};

const lessonCode = async (page: Page, step: string) => {
  await page.waitForSelector('.lesson-step');
  await unfold(page, 'Take it along');
  await page.getByLabel('Picture to embed').selectOption(step);
  return codeOf(page);
};

describe.skipIf(!hasChromium)('a panel in another site', { timeout: 2 * PATIENCE }, () => {
  let studio: Awaited<ReturnType<typeof serveFiles>>;
  let other: Awaited<ReturnType<typeof serveFiles>>;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saddle-embed-'));
    studio = await serveFiles(await builtPages());
    other = await serveFiles(folder);
    browser = await launchChromium();
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    studio?.server.close();
    other?.server.close();
    await rm(folder, { recursive: true });
  });

  /** A page of another host that holds a code. */
  const show = async (code: string) => {
    await writeFile(
      join(folder, 'index.html'),
      `<!doctype html><link rel="icon" href="data:," /><title>Other</title>${code}`,
    );
    const { page, complaints } = await openPage(browser, other.url.replace('127.0.0.1', 'localhost'));
    return { page, complaints, frame: page.frameLocator('iframe') };
  };

  it('is the lab in its simple view, which plays the setup of the code', async () => {
    const lab = await openPage(browser, `${studio.url}#/lab?data.name=moons&steps=100`);
    await lab.page.waitForSelector('button.primary:enabled');
    const code = await codeOf(lab.page);
    expect(code).toContain(`src="${studio.url}#/lab?embed&amp;data.name=moons&amp;steps=100"`);
    const { page, complaints, frame } = await show(code);
    await frame.getByRole('button', { name: 'Pause' }).waitFor();
    await frame.locator('.opening-look canvas').waitFor();
    expect(await frame.getByRole('navigation').count()).toBe(0);
    expect(await frame.getByRole('button', { name: 'Full' }).count()).toBe(0);
    const [away] = await Promise.all([
      page.waitForEvent('popup'),
      frame.getByRole('link', { name: 'Open in Saddle Studio' }).click(),
    ]);
    await away.waitForSelector('.topbar');
    expect(away.url()).toBe(`${studio.url}#/lab?data.name=moons&steps=100`);
    expect(complaints).toEqual([]);
  });

  it('is what can be moved in a step of a lesson', async () => {
    const lesson = await openPage(browser, `${studio.url}#/course/entropy`);
    const code = await lessonCode(lesson.page, 'A coin that you slide');
    expect(code).toContain(`src="${studio.url}#/course/entropy/2?embed"`);
    const { complaints, frame } = await show(code);
    const handle = frame.getByRole('slider', { name: 'Probability of heads', exact: true });
    await handle.press('Shift+ArrowLeft');
    await expect.poll(() => frame.locator('[data-reading="entropy"]').textContent()).toBe('0.881 bits');
    const shown = await frame
      .locator('.lesson-step > *')
      .evaluateAll(all => all.filter(e => e.getClientRects().length > 0).map(e => e.className));
    expect(shown).toEqual(['lesson-figure']);
    expect(complaints).toEqual([]);
  });

  it('says what is no panel', async () => {
    const { frame } = await show(`<iframe src="${studio.url}#/runs?embed" title="x"></iframe>`);
    await frame.getByText('expected the lab or a step of a lesson').waitFor();
  });

  it('is refused by the server of this machine, whose code says where the address of a host goes', async () => {
    const site = await openSite();
    try {
      const { page } = await site.open('#/course/value');
      expect(await lessonCode(page, '0')).toContain('src="https://your-site.example/#/course/value?embed"');
      await page.getByText('put the static build on a host').waitFor();
      const framed = await show(`<iframe src="${site.url}#/course/value?embed" title="x"></iframe>`);
      await expect.poll(() => framed.complaints.join()).toMatch(/frame|refused/i);
    } finally {
      await site.close();
    }
  });
});
