import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackRun } from '../../src/run/zip.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, atStep, button, openReady, PATIENCE } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** the past of a run in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('the past of a run', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const slider = (page: Page) => page.getByLabel('Moment of the run');
  const open = (hash?: string) => openReady(site, hash);
  /** A run with moments at 0, 1, …, `steps`. */
  const stepwise = async (page: Page, steps: number) => {
    for (let step = 1; step <= steps; step++) {
      await button(page, '1 step').click();
      await atStep(page, step);
    }
  };
  /** The tensors of the run as it is, to the bit. */
  const tensors = async (page: Page) => {
    const download = page.waitForEvent('download', { timeout: PATIENCE });
    await button(page, 'Save the run').click();
    const { files } = await unpackRun(readFileSync(await (await download).path()));
    return [...files].filter(([path]) => path.endsWith('.safetensors'));
  };

  it('is shown by the keyboard while the run waits, marked in the curves, and left again', async () => {
    const { page, complaints } = await open();
    await stepwise(page, 4);
    await slider(page).focus();
    await page.keyboard.press('ArrowLeft');
    await appears(page, '[aria-valuetext="step 3"]');
    await page.keyboard.press('Home');
    await appears(page, '[aria-valuetext="step 0"]');
    await atStep(page, 0);
    await page.getByText('the run waits at 4').waitFor();
    await button(page, 'Back to now').click();
    await atStep(page, 4);
    await appears(page, '[aria-valuetext="step 4, now"]');
    await page.keyboard.press('Tab');
    await slider(page).focus();
    await page.keyboard.press('PageDown');
    await button(page, 'Continue from here').waitFor();
    await button(page, '1 step').click(); // goes on from now
    await atStep(page, 5);
    expect(complaints).toEqual([]);
  });

  it('pauses a run that goes on, and spans all of it', async () => {
    const { page, complaints } = await open();
    await button(page, 'Run').click();
    await slider(page).waitFor({ timeout: PATIENCE });
    const moments = async () => Number(await slider(page).getAttribute('max'));
    await expect.poll(moments, { timeout: PATIENCE }).toBeGreaterThan(4);
    await slider(page).focus();
    await page.keyboard.press('Home');
    await button(page, 'Run').waitFor({ timeout: PATIENCE });
    await atStep(page, 0);
    await appears(page, '[aria-valuetext="step 0"]');
    expect(complaints).toEqual([]);
  });

  it('can be gone on from: unchanged the numbers are the same, and settings are those of then', async () => {
    const { page, complaints } = await open('#/lab?batch=32');
    await stepwise(page, 3);
    const numbers = page.getByLabel('Numbers').locator('.keys');
    const first = await numbers.allTextContents();
    const trained = await tensors(page);
    expect(trained.length).toBe(2);
    await page.getByLabel('objective').selectOption('hinge');
    await appears(page, '.note:has-text("step 3")');
    await button(page, '1 step').click();
    await atStep(page, 4);
    await expect.poll(() => page.url()).toContain('objective=hinge');
    await slider(page).focus();
    await page.keyboard.press('Home');
    await atStep(page, 0);
    await button(page, 'Continue from here').click();
    await appears(page, '.note:has-text("back at step 0")');
    await expect.poll(() => page.url()).not.toContain('objective');
    await expect.poll(() => page.getByLabel('objective').inputValue()).toBe('non-saturating');
    await expect.poll(() => slider(page).count()).toBe(0);
    await stepwise(page, 3);
    await expect.poll(() => numbers.allTextContents()).toEqual(first);
    expect(await tensors(page)).toEqual(trained);
    expect(complaints).toEqual([]);
  });
});
