import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../src/engine/node.ts';
import { byteOf } from '../src/image/grid.ts';
import { Network } from '../src/nn/network.ts';
import { mlp } from '../src/nn/networks/mlp.ts';
import { startRun } from '../src/node/run.ts';
import { openTrained, sampleRun } from '../src/node/sample.ts';
import { buildPage } from '../src/page/build.ts';
import { conditionsOf } from '../src/train/conditions.ts';
import { latentsOf } from '../src/train/latents.ts';
import { Sampler } from '../src/train/sampler.ts';
import { type PageParts, shipped, type Trained } from '../src/train/ship/index.ts';
import { hasChromium, NO_CHROMIUM } from './engine/browser.ts';
import { launchChromium, PATIENCE } from './studio/site.ts';
import { buildSaddle, type Saddle } from './support/saddle.ts';

if (!hasChromium)
  console.error(`\n*** the page of saddle export --to html in Chromium: ${NO_CHROMIUM} ***\n`);

const require = createRequire(import.meta.url);
const RUNTIME = 'ort-wasm-simd-threaded.wasm';
const folder = mkdtempSync(join(tmpdir(), 'saddle-page-'));
const at = (...names: string[]) => join(folder, ...names);

let parts: PageParts;
let browser: Browser;
beforeAll(async () => {
  await buildPage(at('page.html'));
  const wasm = readFileSync(require.resolve(`onnxruntime-web/${RUNTIME}`));
  parts = { text: readFileSync(at('page.html'), 'utf8'), runtime: gzipSync(wasm, { level: 1 }) };
  const rest = { steps: 2, batch: 8, device: 'cpu', threads: 1 } as const;
  for (const recipe of ['digits', 'ring'] as const) {
    await startRun({ recipe, overrides: rest, out: at(recipe) });
    write(recipe, await openTrained(at(recipe), {}));
  }
  if (hasChromium) browser = await launchChromium();
}, PATIENCE);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes the page of a generator. */
function write(name: string, trained: Trained): void {
  const options = { stem: name, discriminator: false, variants: [] };
  const files = shipped({ ...trained, page: parts }, ['html'], options);
  for (const [file, bytes] of files) writeFileSync(at(file), bytes);
}

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  /** Addresses that it asked for, but its own. */
  readonly asked: string[];
}

interface OpenOptions {
  readonly width?: number;
  readonly dark?: boolean;
  /** Evaluated in the page before its own scripts. */
  readonly before?: () => void;
}

/** Opens a page as a file, without a network, as large as a phone unless said otherwise. */
async function open(name: string, { width = 1280, dark = false, before }: OpenOptions = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    colorScheme: dark ? 'dark' : 'light',
    offline: true,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE);
  if (before) await context.addInitScript(before);
  const page = await context.newPage();
  const opened: Opened = { page, complaints: [], asked: [] };
  const address = pathToFileURL(at(`${name}.html`)).href;
  page.on('console', message => opened.complaints.push(message.text()));
  page.on('pageerror', error => opened.complaints.push(error.message));
  page.on('request', request => {
    if (request.url() !== address && !/^(blob|data):/.test(request.url())) opened.asked.push(request.url());
  });
  await page.goto(address);
  await page.locator('canvas, [role=alert]').first().waitFor();
  return opened;
}

/** Red, green and blue of the pixels of a canvas. */
const levels = (page: Page, place = 0) =>
  page
    .locator('canvas')
    .nth(place)
    .evaluate(element => {
      const { width, height } = element as HTMLCanvasElement;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
      context.drawImage(element as HTMLCanvasElement, 0, 0);
      return [...context.getImageData(0, 0, width, height).data].filter((_, i) => i % 4 !== 3);
    });

const coloured = (values: Float32Array, channels: number) =>
  [...values].flatMap(value => Array(channels === 1 ? 3 : 1).fill(byteOf([-1, 1])(value)));

/** The pictures differ by a level where the values lie between two. */
function expectAlike(got: readonly number[], wanted: readonly number[]): void {
  expect(got.length).toBe(wanted.length);
  expect(got.reduce((most, level, i) => Math.max(most, Math.abs(level - wanted[i])), 0)).toBeLessThanOrEqual(
    1,
  );
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
}

describe.skipIf(!hasChromium)('the page', { timeout: 2 * PATIENCE }, () => {
  it('draws the samples of saddle sample, of the seed and class that one chooses', async () => {
    const { page, complaints, asked } = await open('digits');
    const { values } = await sampleRun(at('digits'), { count: 36, seed: 0 });
    for (const i of [0, 35]) {
      expectAlike(await levels(page, i), coloured(values.subarray(i * 784, (i + 1) * 784), 1));
    }
    await page.getByLabel('Class', { exact: true }).selectOption('7');
    await page.getByRole('heading', { name: 'Sample 1, class 7' }).waitFor();
    await page.getByRole('button', { name: 'Next seed', exact: true }).click();
    await page.getByRole('heading', { name: 'From seed 1' }).waitFor();
    const seven = (await sampleRun(at('digits'), { count: 1, seed: 1, classes: ['7'] })).values;
    await expect.poll(async () => levels(page).then(got => got.join())).toBe(coloured(seven, 1).join());
    expect([complaints, asked]).toEqual([[], []]);
  });

  it('is used by keyboard: a sample, a direction, a place on the way', async () => {
    const { page, complaints } = await open('digits');
    await page.locator('#direction-1:enabled').waitFor();
    await page.getByLabel('Seed', { exact: true }).focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'Sample 2, class 1' }).waitFor();
    const before = await levels(page, 36);
    await page.keyboard.press('Tab'); // save all
    await page.keyboard.press('Tab');
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await levels(page, 36)).join() !== before.join()).toBe(true);
    await page.getByRole('button', { name: 'Back to the sample' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await levels(page, 36)).join() === before.join()).toBe(true);
    await page.getByLabel('Place on the way').focus();
    await page.keyboard.press('End');
    const { values } = await sampleRun(at('digits'), { count: 1, seed: 1 });
    await page.getByLabel('Frame 24 of 24').waitFor();
    expectAlike(await levels(page, 37), coloured(values, 1));
    expect(complaints).toEqual([]);
  });

  it('saves PNGs', async () => {
    const { page } = await open('digits');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save all as PNG' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('seed-0.png');
    expect(
      readFileSync(await file.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it.each([
    ['digits', 1280, false],
    ['digits', 390, true],
    ['ring', 390, false],
    ['ring', 1280, true],
  ])('%s is accessible and fits into %i pixels, dark: %s', async (name, width, dark) => {
    const { page, complaints } = await open(name, { width, dark });
    expect(await faults(page)).toEqual([]);
    const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(seen);
    expect(complaints).toEqual([]);
  });

  it('plots points, which move with the seed', async () => {
    const { page, complaints } = await open('ring');
    const look = () => page.locator('canvas').evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL());
    const before = await look();
    await page.locator('canvas').evaluate(element => {
      const canvas = element as HTMLCanvasElement;
      const keep = () => canvas.setAttribute('data-labelled', canvas.toDataURL());
      new MutationObserver(keep).observe(canvas, { attributeFilter: ['aria-label'] });
    });
    await page.getByLabel('Seed', { exact: true }).fill('9');
    await page.getByLabel('Samples of seed 9').waitFor();
    const after = await look();
    expect(after === before).toBe(false);
    expect((await page.locator('canvas').getAttribute('data-labelled')) === after).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('asks for attributes', async () => {
    const faces = attributed();
    write('faces', faces);
    const { page, complaints } = await open('faces');
    await page.getByLabel('hair', { exact: true }).selectOption('red');
    const { latent, condition } = faces.info;
    const sampler = await Sampler.create(nodeEngine('cpu'), {
      generator: faces.gan.generator,
      latent,
    } as never);
    await sampler.load(faces.state);
    const conditions = conditionsOf(condition, { attributes: { hair: 'red' } }, 36);
    const values = await sampler.generate(latentsOf(latent, { count: 36 }), conditions);
    await sampler.dispose();
    const wanted = coloured(values.subarray(0, 48), 3);
    await expect.poll(async () => (await levels(page)).join()).toBe(wanted.join());
    await page.getByRole('heading', { name: /^Sample 1, hair red, hat / }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says what fails where it would be shown', async () => {
    const { page, complaints } = await open('digits', { before: failBesideGrid });
    await page.getByRole('alert').nth(2).waitFor();
    expect(await page.getByRole('alert').allTextContents()).toEqual(Array(3).fill('no room'));
    for (const name of ['chosen', 'way']) {
      expect(await page.locator(`[aria-labelledby=${name}]`).getByRole('alert').count()).toBe(1);
    }
    expect(complaints).toEqual([]);
  });

  it('says it when its generator is damaged', async () => {
    const text = readFileSync(at('digits.html'), 'utf8');
    writeFileSync(at('cut.html'), text.replace(/(id="model">.{400})[^<]*/, '$1'));
    const { page, complaints } = await open('cut');
    expect(await page.getByRole('alert').textContent()).toMatch(
      /^The generator does not open: model: expected/,
    );
    expect(complaints).toEqual([]);
  });
});

/** Lets a browser fail in all calls of a generator but those of the grid's 36 samples. */
function failBesideGrid(): void {
  performance.measure = (_, options) => {
    if ((options as PerformanceMeasureOptions).detail === 36) return {} as PerformanceMeasure;
    throw new Error('no room');
  };
}

/** A generator with attributes and weights as they begin. */
function attributed(): Trained {
  const attributes = [
    { name: 'hair', values: ['black', 'red'] },
    { name: 'hat', values: ['none', 'tall', 'flat'] },
  ];
  const condition = { kind: 'vector', dim: 5, attributes } as const;
  const layer = mlp({ hidden: [16], output: [4, 4, 3], outputActivation: 'tanh', condition: 'concat' });
  const generator = new Network('generator', layer, [6], { condition });
  const info = {
    latent: { dim: 6, distribution: 'normal' },
    shape: [4, 4, 3],
    step: 0,
    data: 'faces',
  } as const;
  const gan = { generator, discriminator: generator };
  return { gan, state: generator.initialize(5), info: { ...info, display: [-1, 1], condition } };
}

describe('saddle export --to html', () => {
  let saddle: Saddle;
  beforeAll(async () => {
    saddle = await buildSaddle();
  }, PATIENCE);
  afterAll(() => saddle.remove());

  it('needs the page that the build makes, and no discriminator', async () => {
    const unbuilt = await saddle.run('export', at('ring'), '--to', 'html', '--out', 'ring.html');
    expect([unbuilt.code, unbuilt.text]).toEqual([2, '']);
    expect(unbuilt.errors).toMatch(
      /^error: --to html: expected .*page\.html, got nothing there; run `npm run build`/,
    );
    const built: [string, string | Uint8Array][] = [
      ['page/page.html', parts.text],
      [`studio/web/ort/${RUNTIME}.gz`, parts.runtime],
    ];
    for (const [name, content] of built) {
      mkdirSync(dirname(join(saddle.folder, name)), { recursive: true });
      writeFileSync(join(saddle.folder, name), content);
    }
    const made = await saddle.run('export', at('ring'), '--out', 'ring.html', '--variants', 'int8');
    expect([made.code, made.text]).toEqual([0, 'ring.html\nring_int8.html\n']);
    expect(readFileSync(join(saddle.folder, 'ring.html')).equals(readFileSync(at('ring.html')))).toBe(true);
    const two = await saddle.run('export', at('ring'), '--to', 'html', '--discriminator');
    expect([two.code, two.errors]).toEqual([
      2,
      expect.stringMatching(/^error: --discriminator: expected a target/),
    ]);
  });

  it('refuses a generator of what nobody can choose', () => {
    const { gan, state, info } = attributed();
    const trained = { gan, state, info: { ...info, condition: { kind: 'vector', dim: 5 } as const } };
    expect(() => write('vector', trained)).toThrow(
      /^--to html: expected a generator of noise, classes or attributes/,
    );
  });
});
