import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import type { Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeRun } from '../../src/node/run.ts';
import { unpackRun } from '../../src/run/zip.ts';
import { hasChromium, NO_CHROMIUM, WEBGPU_FLAGS } from '../engine/browser.ts';
import { appears, atStep, button, expectToFit, openReady, PATIENCE, ready } from './acts.ts';
import { becomes, becomesDark, changes, drawn, inkOf, similar } from './ink.ts';
import { pictures } from './made-pictures.ts';
import { launchChromium, openPage, openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** Images in Chromium *** ${NO_CHROMIUM}`);

const CONDITION = 'generator.condition=none&discriminator.condition=none';
/** Networks that take a few milliseconds a step, without classes, in a game whose D gives a probability. */
const THREADED = `#/images?objective=non-saturating&penalties=none&${CONDITION}&generator.channels=8,4&discriminator.channels=4,8&batch=16&latent.dim=6`;
/** By one thread: several wait for each other on a busy machine. */
const SMALL = `${THREADED}&threads=1`;

describe.skipIf(!hasChromium)('Images', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  let folder: string;
  let root: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saddle-images-'));
    root = join(folder, 'runs');
    await mkdir(root);
    site = await openSite({ root });
  }, PATIENCE);
  afterAll(async () => {
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const sample = (page: Page, i: number) => page.getByRole('option', { name: `sample ${i}`, exact: true });
  const real = (page: Page, i: number) => page.getByRole('option', { name: `real image ${i}`, exact: true });
  const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  const opened = (hash = SMALL) => openReady(site, hash);

  async function steps(page: Page, count: number, now: number): Promise<void> {
    for (let done = 0; done < count; done += 10) await button(page, '10 steps').click();
    await atStep(page, now + count);
  }

  async function saved(page: Page, name: string): Promise<Download> {
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
    return download;
  }

  it('shows what the layers of both networks make of the chosen image, generated or real', async () => {
    const { page, complaints } = await opened();
    const panel = section(page, 'Layer by layer');
    await panel.waitFor();
    await panel.getByText('noise grows to an image').waitFor();
    const sizes = await panel.locator('ol').first().locator('li > span:first-child').allTextContents();
    expect(sizes.map(text => Number(text.split(' ')[0]))).toEqual([7, 14, 28].slice(0, sizes.length));
    const channel = panel.locator('ol').last().locator('canvas').first();
    const before = await channel.evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL());
    await real(page, 3).click();
    await panel.getByText('noise grows to an image').waitFor({ state: 'detached' });
    expect(await channel.evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL())).not.toBe(before);
    expect(await channel.getAttribute('aria-label')).toMatch(/^channel \d+ of \d+, \d+ × \d+$/);
    await expectToFit(page, [360, 1280]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('trains on digits, and the grid of fixed noise changes', async () => {
    const { page, complaints } = await opened(THREADED);
    await steps(page, 10, 0);
    const [first, fixed] = [await inkOf(sample(page, 1)), await inkOf(real(page, 1))];
    expect(fixed).not.toBe(first);
    await steps(page, 30, 10);
    await changes(sample(page, 1), first);
    expect(await inkOf(real(page, 1))).toBe(fixed);
    await page.getByRole('option').nth(127).waitFor();
    await button(page, 'Run').click();
    await page.locator('.where:has-text("images a second")').waitFor();
    await button(page, 'Pause').click();
    await expect.poll(() => page.locator('.chart canvas').count()).toBe(3);
    await section(page, 'Machine').getByText('10,000 images').waitFor();
    expect(complaints).toEqual([]);
  });

  it('explores z by sliders, by dragged samples, and by keys', async () => {
    const { page, complaints } = await opened();
    await steps(page, 20, 0);
    const made = page.getByRole('img', { name: 'what G makes of z' });
    const before = await inkOf(made);
    await page.getByRole('slider', { name: 'z₁' }).fill('3');
    await changes(made, before);
    await page.getByText('What changes most').click();
    await page.getByText('direction 1 (').waitFor();
    await button(page, 'Back to the sample').click();
    await becomes(made, before);

    await sample(page, 2).dragTo(page.locator('[data-slot=A]'));
    await sample(page, 9).dragTo(page.locator('[data-slot=B]'));
    await sample(page, 9).focus();
    await page.keyboard.press('ArrowRight');
    await button(page, 'Put into C').click();
    const placed = (slot: string) => page.getByRole('img', { name: `sample in ${slot}` });
    await becomes(placed('A'), await inkOf(sample(page, 2)));
    await becomes(placed('B'), await inkOf(sample(page, 9)));
    await becomes(placed('C'), await inkOf(sample(page, 10)));
    await drawn(page.getByRole('img', { name: 'A − B + C' }));
    await becomes(page.getByRole('img', { name: '0 of 8 of the way' }), await inkOf(sample(page, 2)));
    await becomes(page.getByRole('img', { name: '8 of 8 of the way' }), await inkOf(sample(page, 9)));
    expect(complaints).toEqual([]);
  });

  it('takes a sample that a finger drags', async () => {
    const { page, complaints } = await site.open(SMALL, { width: 1024, height: 1800, touch: true });
    await ready(page);
    await page.getByRole('img', { name: 'neighbour 5' }).waitFor(); // all is there: nothing moves the places any more
    await drawn(sample(page, 4));
    await sample(page, 4).tap(); // a finger scrolls over samples that are not chosen
    await sample(page, 4).and(page.locator('[aria-selected="true"]')).waitFor();
    await page.evaluate(painted);
    await dragByFinger(page, sample(page, 4), page.locator('[data-slot=B]'));
    await becomes(page.getByRole('img', { name: 'sample in B' }), await inkOf(sample(page, 4)));
    expect(complaints).toEqual([]);
  });

  it('shows what D looks at, and the training images that are nearest', async () => {
    const { page, complaints } = await opened();
    await steps(page, 10, 0);
    await drawn(page.getByRole('img', { name: 'what D looks at' }));
    await page.getByRole('img', { name: 'neighbour 5' }).waitFor();
    const distances = async () =>
      (await page.locator('.nearest span:first-of-type').allTextContents()).map(Number);
    const found = await distances();
    expect(found).toHaveLength(5);
    expect(found.every((distance, i) => distance >= (found[i - 1] ?? 0.01))).toBe(true);
    await real(page, 3).click();
    await page.getByText('The chosen real image').waitFor();
    await becomes(page.getByRole('img', { name: 'the chosen image' }), await inkOf(real(page, 3)));
    const score = Number((await page.locator('.score').textContent())!.replace('−', '-'));
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(1);
    expect(complaints).toEqual([]);
  });

  it('measures samples beside real images, when asked to and at each pause from then on', async () => {
    const { page, complaints } = await opened();
    const quality = section(page, 'Quality');
    await button(page, 'Measure').click();
    await quality.getByText('Step 0: 500 samples and as many real images').waitFor();
    const [, made, real] = /Fréchet distance\s+([\d.]+) real ([\d.]+)/.exec(await quality.innerText())!;
    expect(Number(made)).toBeGreaterThan(20 * Number(real));
    expect(await quality.innerText()).toMatch(/recognisable\s+\d+ % real 9\d %/);
    await button(page, 'Run').click();
    await page.locator('.where:has-text("images a second")').waitFor();
    await button(page, 'Pause').click();
    await appears(page, '.bar button.primary:has-text("Run"):enabled');
    const step = Number(await page.locator('.where').getAttribute('data-step'));
    await quality.getByText(`Step ${step.toLocaleString('en')}:`).waitFor();
    expect(complaints).toEqual([]);
  });

  it('learns the reader’s images, and says which files it cannot read', async () => {
    const { page, complaints } = await opened();
    await page.getByText('Your own', { exact: true }).click();
    await page.getByLabel('size', { exact: true }).selectOption('8');
    const recipe = page.getByLabel('Recipe');
    const choose = (name: string) => page.locator('label', { hasText: name }).locator('input');
    await choose('Choose images').setInputFiles([...pictures(20), broken]);
    await page.getByText('20 images read; 1 left out: broken.png (damaged').waitFor();
    await section(page, 'Machine').getByText('20 images of').waitFor();
    expect(await recipe.inputValue()).toBe('folder');
    await page.getByText('Chosen for them: dcgan networks, D of 32').waitFor();
    expect(await page.getByText('values changed').count()).toBe(0);
    expect(page.url()).toContain('threads=1');
    await ready(page);
    await steps(page, 10, 0);
    await becomesDark(real(page, 1));
    await choose('Choose images').setInputFiles(pictures(3));
    await page.getByRole('alert').filter({ hasText: 'expected at least 16 images, got 3' }).waitFor();

    const coloured = pictures(17, [255, 80, 0]).map(({ name, buffer }) => [`set/deep/${name}`, buffer]);
    const set = zipSync({ ...Object.fromEntries(coloured), 'notes.txt': new Uint8Array(9) });
    await choose('Choose images').setInputFiles({
      name: 'my.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from(set),
    });
    await page.getByText('17 images read; 1 left out: my/notes.txt (no image)').waitFor();
    await page.getByText('Real: your 17 pictures, as colour 8 × 8').waitFor();
    await page.getByLabel('colours').selectOption('grey');
    await page.getByText('without the colour that 17 of them have').waitFor();
    await page.getByText('Real: your 17 pictures, as grey 8 × 8, their colours left out').waitFor();
    await ready(page);

    const dataset = join(folder, 'shapes');
    for (const [kind, count] of [
      ['left', 12],
      ['right', 10],
    ] as const) {
      for (const { name, buffer } of pictures(count)) await put(join(dataset, kind, name), buffer);
    }
    await choose('Choose a folder').setInputFiles(dataset);
    await page.getByText('22 images read in 2 classes').waitFor();
    await section(page, 'Machine').getByText('22 images of').waitFor();
    await page.getByRole('img', { name: 'neighbour 5' }).waitFor();
    const plain = await page.locator('.nearest').innerText();
    await page.getByLabel('mirrored too').check();
    await page.getByText('They are learned as grey 8 × 8, each also mirrored.').waitFor();
    await section(page, 'Machine').getByText('44 images of').waitFor();
    await page.getByLabel('size', { exact: true }).selectOption('by theirs');
    await page.getByText('Real: your 22 pictures, each also mirrored, as grey 16 × 16').waitFor();
    await expect
      .poll(() => page.locator('.nearest').allInnerTexts(), { timeout: 30_000 })
      .not.toEqual([plain]);
    await page.getByRole('img', { name: 'neighbour 5' }).waitFor();
    await button(page, 'Sort the samples by class').click();
    await section(page, 'Classes').getByText('right about').waitFor();
    await page.locator('.class-row:has-text("left")').waitFor();
    await page.locator('.class-row:has-text("right")').waitFor();

    const weights = () => section(page, 'Machine').innerText();
    const grey = await weights();
    await page.getByLabel('colours').selectOption('colour');
    await expect.poll(weights).not.toBe(grey);
    await ready(page);
    await steps(page, 10, 0);
    await becomesDark(real(page, 1));
    const zip = await readFile(await (await saved(page, 'Save the run')).path());
    const run = join(folder, 'own');
    for (const [path, bytes] of (await unpackRun(zip)).files) await put(join(run, path), bytes);
    const { step } = await resumeRun(run, { overrides: { steps: 12 } });
    expect(step).toBe(12);

    await page.getByText('Digits', { exact: true }).click();
    await section(page, 'Machine').getByText('10,000 images of').waitFor();
    expect(await recipe.inputValue()).toBe('digits');
    expect(complaints).toEqual([]);
  });

  it('saves the run and opens it again, from a zip and from the server', async () => {
    const { page, complaints } = await opened();
    await steps(page, 20, 0);
    const last = await inkOf(sample(page, 5));
    const zip = await readFile(await (await saved(page, 'Save the run')).path());
    await button(page, 'Reset').click();
    await atStep(page, 0);
    await ready(page);
    const open = page.locator('label', { hasText: 'Open a zip' }).locator('input');
    await open.setInputFiles({ name: 'run.zip', mimeType: 'application/zip', buffer: zip });
    await atStep(page, 20);
    await becomes(sample(page, 5), last);
    await open.setInputFiles({ name: 'run.zip', mimeType: 'application/zip', buffer: zip.subarray(0, 5000) });
    await page
      .getByRole('alert')
      .filter({ hasText: /^The file was not opened/ })
      .waitFor();
    await atStep(page, 20);
    expect(complaints).toEqual([]);

    for (const [path, bytes] of (await unpackRun(zip)).files)
      await put(join(root, '00000-mnist', path), bytes);
    const again = await opened('#/images?run=00000-mnist');
    await atStep(again.page, 20);
    await becomes(sample(again.page, 5), last);
    expect(again.complaints).toEqual([]);
  });

  it('saves G as ONNX, and opens it with its space of z', async () => {
    const { page, complaints } = await opened();
    await steps(page, 10, 0);
    const last = await inkOf(sample(page, 7));
    const buffer = await readFile(await (await saved(page, 'Save G')).path());
    const open = page.locator('label', { hasText: 'Open a generator' }).locator('input');
    await open.setInputFiles({ name: 'cut.onnx', mimeType: '', buffer: buffer.subarray(0, 3000) });
    await page.getByRole('alert').filter({ hasText: 'cut.onnx, which is damaged' }).waitFor();
    await open.setInputFiles({ name: 'g.onnx', mimeType: '', buffer });
    await page.getByText('Generated by g.onnx: trained 10 steps on mnist').waitFor();
    await similar(sample(page, 7), last);
    const folder = join(root, 'exported');
    await put(join(folder, 'config.json'), Buffer.from('{}'));
    await put(join(folder, 'onnx/model_discriminator.onnx'), Buffer.from('D'));
    await put(join(folder, 'onnx/model.onnx'), buffer);
    await page.locator('label', { hasText: 'Open its folder' }).locator('input').setInputFiles(folder);
    await page.getByText('Generated by model.onnx: trained 10 steps on mnist').waitFor();
    const made = page.getByRole('img', { name: 'what G makes of z' });
    await drawn(made);
    const before = await inkOf(made);
    await page.getByRole('slider', { name: 'z₂' }).fill('-3');
    await changes(made, before);
    await button(page, 'Train again').click();
    await ready(page);
    await section(page, 'Numbers').waitFor();
    expect(complaints).toEqual([]);
  });

  it('trains on WebGPU where that is asked for, and by itself on no processor that poses as a GPU', async () => {
    const browser = await launchChromium(WEBGPU_FLAGS);
    try {
      for (const [device, expected] of [
        ['webgpu', ', webgpu'],
        ['auto', ', wasm'],
      ] as const) {
        const { page, complaints } = await openPage(browser, `${site.url}${SMALL}&device=${device}`);
        await ready(page);
        await button(page, '1 step').click();
        await atStep(page, 1);
        await section(page, 'Machine').getByText(expected).waitFor();
        await drawn(page.getByRole('img', { name: 'what D looks at' }));
        expect(complaints).toEqual([]);
      }
    } finally {
      await browser.close();
    }
  });

  it('fits into 360, 900 and 2560 pixels', async () => {
    const { page } = await opened();
    await appears(page, '.gaze');
    await expectToFit(page, [360, 900, 2560]);
  });
});

const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };

/** Evaluated in the page: what it has changed so far is on the screen, which touches are measured by. */
function painted(): Promise<unknown> {
  return new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

async function dragByFinger(page: Page, from: Locator, to: Locator): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const [start, end] = await Promise.all([centreOf(from), centreOf(to)]);
  const touch = (
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    points: readonly { x: number; y: number }[],
  ) => session.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] });
  await touch('touchStart', [start]);
  for (const t of [0.3, 0.7, 1]) {
    await touch('touchMove', [{ x: start.x + t * (end.x - start.x), y: start.y + t * (end.y - start.y) }]);
  }
  await touch('touchEnd', []);
}

async function centreOf(place: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await place.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
