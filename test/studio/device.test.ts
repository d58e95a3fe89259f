import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM, WEBGPU_FLAGS } from '../engine/browser.ts';
import { appears, PATIENCE } from './acts.ts';
import { launchChromium, openPage, openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** devices of the lab in Chromium *** ${NO_CHROMIUM}`);

/** Its own warning when a page asks for an adapter. */
const CHROMIUM_SAYS = 'No available adapters.';

const machine = (text: string) => `section[aria-label="Machine"]:has-text("${text}")`;
const step = (page: Page) => page.getByRole('button', { name: '1 step', exact: true }).click();

describe.skipIf(!hasChromium)('devices of the lab', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  it('stays on WASM, and says why, where a browser has no WebGPU', async () => {
    const { page, complaints } = await site.open('#/lab');
    await appears(page, machine(', wasm, 1 thread'));
    await page.getByLabel('Runs on').selectOption('webgpu');
    await page.getByRole('alert').filter({ hasText: 'the run stays on WASM' }).waitFor();
    await appears(page, 'button.primary:enabled');
    await appears(page, machine(', wasm, 1 thread'));
    expect(page.url()).toContain('device=webgpu');
    expect(complaints.filter(text => text !== CHROMIUM_SAYS)).toEqual([]);
  });

  it('trains on WebGPU where there is an adapter', async () => {
    const browser = await launchChromium(WEBGPU_FLAGS);
    try {
      const { page, complaints } = await openPage(browser, `${site.url}#/lab?device=webgpu`);
      await appears(page, machine(', webgpu'));
      await step(page);
      await appears(page, '.where[data-step="1"]');
      expect(await page.getByRole('alert').count()).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
