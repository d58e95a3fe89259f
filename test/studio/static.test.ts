import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { serveFiles } from '../support/serve-files.ts';
import { atStep, button, hundred, PATIENCE, ready } from './acts.ts';
import { builtPages } from './pages.ts';
import { launchChromium, openPage } from './site.ts';

if (!hasChromium) console.error(`\n*** the static studio in Chromium: ${NO_CHROMIUM} ***\n`);

describe.skipIf(!hasChromium)('the studio on a static host', { timeout: 2 * PATIENCE }, () => {
  let served: Awaited<ReturnType<typeof serveFiles>>;
  let browser: Browser;
  beforeAll(async () => {
    served = await serveFiles(await builtPages());
    browser = await launchChromium();
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    served?.server.close();
  });

  it('trains in the lab without threads, which it says, below a path, without complaints', async () => {
    const { page, complaints } = await openPage(browser, `${served.url}#/lab`);
    expect(await page.evaluate(() => typeof SharedArrayBuffer)).toBe('undefined');
    await ready(page);
    await hundred(page, 100);
    await page.getByLabel('Machine').getByText('no shared memory, so there is one thread').waitFor();
    expect(complaints).toEqual([]);
  });

  it('trains on images', async () => {
    const { page, complaints } = await openPage(browser, `${served.url}#/images`);
    await ready(page);
    await button(page, '1 step').click();
    await atStep(page, 1);
    expect(complaints).toEqual([]);
  });

  it('trains on drawings, which lie beside it as pixels', async () => {
    const small = 'generator.channels=8,4&discriminator.channels=4,8&batch=8';
    const { page, complaints } = await openPage(browser, `${served.url}#/images?data.name=emoji&${small}`);
    await ready(page);
    await button(page, '1 step').click();
    await atStep(page, 1);
    await page.getByText('Faces', { exact: true }).click();
    await page.getByLabel('Machine').getByText('10,000 images of npm package @dicebear').waitFor();
    await page.getByLabel('classes by').selectOption('glasses');
    await page.getByText('without', { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('teaches', async () => {
    const { page, complaints } = await openPage(browser, `${served.url}#/course`);
    await page.locator('.lesson-list a').first().click();
    await page.locator('.lesson .exercise').first().waitFor({ timeout: PATIENCE });
    expect(complaints).toEqual([]);
  });

  it('says what runs need', async () => {
    const { page } = await openPage(browser, `${served.url}#/runs`);
    await page.getByText('Runs need the server of the studio: start it with: npx saddle studio').waitFor();
  });

  it('works without its host after one visit: learns, teaches, draws images, and says what it cannot do', async () => {
    const host = await serveFiles(await builtPages());
    const { page, complaints } = await openPage(browser, `${host.url}#/lab`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {})); // it has all that it keeps
    host.server.closeAllConnections();
    await new Promise(resolve => host.server.close(resolve));
    await expect(fetch(host.url)).rejects.toThrow();
    await page.reload();
    await ready(page);
    await hundred(page, 100);
    await page.goto(`${host.url}#/course`);
    await page.locator('.lesson-list a').first().click();
    await page.locator('.lesson .exercise').first().waitFor({ timeout: PATIENCE });
    await page.goto(`${host.url}?from=a-link#/images`);
    await ready(page);
    await button(page, '1 step').click();
    await atStep(page, 1);
    expect(complaints).toEqual([]);
    await page.goto(`${host.url}#/runs`);
    await page.getByText('The server does not answer; start it again with: npx saddle studio').waitFor();
  });
});
