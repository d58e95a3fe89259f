import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpacked } from '../../src/studio/web/setup/packed.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { atStep, button, PATIENCE, ready, unfold } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** what the lab takes in and gives out, in Chromium *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('what the lab takes in and gives out', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const steps = async (page: Page, from: number, count: 1 | 100) => {
    await button(page, count === 1 ? '1 step' : '100 steps').click();
    await atStep(page, from + count);
  };
  /** The file that a click saves: its name and bytes. */
  const saved = async (page: Page, click: () => Promise<void>) => {
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE }), click()]);
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };
  const valuesOf = (page: Page) => {
    const query = new URLSearchParams(new URL(page.url()).hash.split('?')[1]);
    return unpacked(query.get('data.values')!).split(',').map(Number);
  };

  it('saves the picture at twice its size, the curves and the samples', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await steps(page, 0, 100);
    const picture = await saved(page, () => button(page, 'Picture (PNG)').click());
    expect(picture.name).toBe('saddle-ring-100.png');
    const { width, channels, stdev } = await shapeOf(picture.bytes);
    expect(width).toBe(2 * (400 + 16 + 400 + 2 * 16));
    expect([channels, stdev > 10]).toEqual([4, true]);
    const curves = await saved(page, () => button(page, 'Curves (CSV)').click());
    const [head, ...rows] = curves.bytes.toString().trim().split('\n');
    expect(head.split(',')).toEqual(expect.arrayContaining(['step', 'lossD', 'lossG', 'value', 'js', 'kl']));
    expect(rows.length).toBeGreaterThan(50);
    const samples = await saved(page, () => button(page, 'Samples (CSV)').click());
    const points = samples.bytes.toString().trim().split('\n').slice(1);
    expect(points).toHaveLength(600);
    expect(points.every(row => row.split(',').every(text => Number.isFinite(Number(text))))).toBe(true);
    expect(complaints).toEqual([]);
  });

  it.each(['gif', 'video'])('records a %s while it trains', async format => {
    const { page, complaints } = await site.open('#/lab?data.name=normal');
    await ready(page);
    await page.getByLabel('Record as').selectOption(format);
    await button(page, 'Record').click();
    await button(page, 'Run').click();
    await button(page, /^Stop and save \((?:[5-9]|\d\d+) pictures\)/).waitFor({ timeout: PATIENCE });
    const { name, bytes } = await saved(page, () => button(page, /^Stop and save/).click());
    if (format === 'gif') {
      const { pages, width } = await sharp(bytes, { animated: true }).metadata();
      expect(name).toMatch(/^saddle-normal-\d+\.gif$/);
      expect([pages! >= 5, width]).toEqual([true, 2 * 400 + 2 * 16]);
    } else {
      expect(name).toMatch(/\.(webm|mp4)$/);
      expect(bytes.length).toBeGreaterThan(1000);
    }
    expect(complaints).toEqual([]);
    await page.close(); // it still trains
  });

  it('shows the code of the setup', async () => {
    const { page, complaints } = await site.open('#/lab?objective=hinge&seed=5');
    await ready(page);
    await unfold(page, 'Show the code');
    const code = await page.getByLabel('Code').inputValue();
    expect(code).toContain("objective: { kind: 'hinge' }, seed: 5");
    expect(complaints).toEqual([]);
  });

  it('learns points of a word, and of a picture that is opened', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await unfold(page, 'From a word or picture');
    await page.getByLabel('Word', { exact: true }).fill('I');
    await button(page, 'Learn the word').click();
    await page.waitForURL(url => url.hash.includes('data.name=points'), { timeout: PATIENCE });
    const word = valuesOf(page);
    expect(word).toHaveLength(1600);
    const spread = (of: 0 | 1) => deviation(word.filter((_, i) => i % 2 === of));
    expect(spread(1)).toBeGreaterThan(2 * spread(0)); // the letter stands upright
    const file = { name: 'dot.png', mimeType: 'image/png', buffer: await dot() };
    await page.getByLabel('Open a picture').setInputFiles(file);
    await page.getByText('drawn from dot.png').waitFor({ timeout: PATIENCE });
    await expect.poll(() => valuesOf(page).every((v, i) => (i % 2 === 0 ? v >= 0 : v <= 0))).toBe(true);
    await ready(page);
    await steps(page, 0, 1);
    expect(page.url().length).toBeLessThan(6000);
    const own = await saved(page, () => button(page, 'Save own-points.json').click());
    expect(JSON.parse(own.bytes.toString()).data.values).toEqual(valuesOf(page));
    await page
      .locator('pre.command', { hasText: /^npx saddle train lab --config own-points\.json$/ })
      .waitFor();
    const { page: other } = await site.open(new URL(page.url()).hash);
    await ready(other);
    expect(valuesOf(other)).toEqual(valuesOf(page));
    await other.close();
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with a picture', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await unfold(page, 'From a word or picture');
    const file = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
    await page.getByLabel('Open a picture').setInputFiles(file);
    await page.getByRole('alert').filter({ hasText: 'got notes.png; use PNG or JPEG' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

async function shapeOf(bytes: Buffer): Promise<{ width: number; channels: number; stdev: number }> {
  const { width, channels } = await sharp(bytes).metadata();
  const { channels: stats } = await sharp(bytes).stats();
  return { width: width!, channels: channels!, stdev: stats[0].stdev };
}

/** White, and black in the lower right quarter. */
function dot(): Promise<Buffer> {
  const black = {
    input: { create: { width: 16, height: 16, channels: 3, background: 'black' } },
    left: 16,
    top: 16,
  } as const;
  return sharp({ create: { width: 32, height: 32, channels: 3, background: 'white' } })
    .composite([black])
    .png()
    .toBuffer();
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v / values.length, 0);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2 / values.length, 0));
}
