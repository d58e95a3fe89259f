import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGan } from '../../src/train/build.ts';
import { exportGenerator } from '../../src/train/export.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { initialState } from '../../src/train/state.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, atStep, button, expectToFit, openReady, PATIENCE, ready } from './acts.ts';
import { becomes, changes, drawn, inkOf, similar } from './ink.ts';
import { pictures } from './made-pictures.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** Conditional images in Chromium *** ${NO_CHROMIUM}`);

/** Networks that take a few milliseconds a step. */
const SMALL =
  '#/images?recipe=mnist-classes&generator.channels=8,4&discriminator.channels=4,8&batch=16&latent.dim=6&threads=1';

/** A generator of images of 8 × 8 that has learned nothing. */
async function attributesModel(): Promise<Uint8Array> {
  const attributes = [
    { name: 'hair', values: ['red', 'brown', 'black'] },
    { name: 'hat', values: ['a', 'b', 'c', 'd', 'e', 'f'] },
  ];
  const condition = { kind: 'vector', dim: 9, attributes } as const;
  const networks = { family: 'mlp', hidden: [16] } as const;
  const overrides = {
    latent: { dim: 4 },
    generator: { ...networks, condition: 'concat' as const },
    discriminator: { ...networks, condition: 'projection' as const },
  };
  const config = resolveConfig({ recipe: 'mnist', overrides });
  const shape = [8, 8, 1];
  const gan = buildGan(config, { shape, condition });
  const state = await initialState(gan, 5, { shape } as never);
  const grown = Object.entries(state).map(([name, values]) => [name, values.map(x => 4 * x)]);
  const info = { latent: config.latent, shape, display: [-1, 1], step: 0, data: 'faces', condition } as const;
  return exportGenerator(gan.generator, Object.fromEntries(grown), info);
}

describe.skipIf(!hasChromium)('Conditional images', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const sample = (page: Page, i: number, name: string) =>
    page.getByRole('option', { name: `sample ${i} of class ${name}`, exact: true });
  const real = (page: Page, i: number, name: string) =>
    page.getByRole('option', { name: `real image ${i} of class ${name}`, exact: true });
  const made = (page: Page) => page.getByRole('img', { name: 'what G makes of z' });
  const chooser = (page: Page) => page.getByLabel('Class', { exact: true });
  const alert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();

  async function trained(hash = SMALL): Promise<{ page: Page; complaints: string[] }> {
    const opened = await openReady(site, hash);
    await button(opened.page, '10 steps').click();
    await atStep(opened.page, 10);
    return opened;
  }

  async function savedGenerator(page: Page): Promise<Buffer> {
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save G').click()]);
    return readFile(await download.path());
  }

  it('shows a class in each row, and explores z of the class that is chosen', async () => {
    const { page, complaints } = await trained();
    await page.getByText('Generated, step 10; rows by class, columns by z').waitFor();
    await sample(page, 12, '1').click();
    await becomes(made(page), await inkOf(sample(page, 12, '1')));
    expect(await chooser(page).locator('option:checked').textContent()).toBe('1');
    await page.locator('.gaze:has-text("of it as class 1")').waitFor();

    await chooser(page).selectOption('0'); // the same z
    await becomes(made(page), await inkOf(sample(page, 4, '0')));
    expect(await inkOf(sample(page, 4, '0'))).not.toBe(await inkOf(sample(page, 12, '1')));
    await chooser(page).selectOption('9');
    await becomes(made(page), await inkOf(sample(page, 76, '9')));
    await page.getByText('What changes most').click();
    await page.getByText('Directions along which the pictures of this class change most').waitFor();
    await button(page, 'Another z').click();
    await changes(made(page), await inkOf(sample(page, 76, '9')));
    await button(page, 'Back to the sample').click();
    await becomes(made(page), await inkOf(sample(page, 12, '1')));

    await button(page, 'Put into A').click();
    await sample(page, 29, '3').click();
    await becomes(made(page), await inkOf(sample(page, 29, '3')));
    await button(page, 'Put into B').click();
    await becomes(page.getByRole('img', { name: '0 of 8 of the way' }), await inkOf(sample(page, 12, '1')));
    await becomes(page.getByRole('img', { name: '8 of 8 of the way' }), await inkOf(sample(page, 29, '3')));

    await real(page, 57, '7').click();
    await page.locator('.gaze:has-text("of it as class 7")').waitFor();
    await page.locator('.nearest li:first-child:has-text("7")').waitFor();
    expect(complaints).toEqual([]);
  });

  it('saves a conditional G as ONNX, and opens it with its classes; refuses classes without names', async () => {
    const { page, complaints } = await trained();
    const last = await inkOf(sample(page, 31, '3'));
    const buffer = await savedGenerator(page);
    const open = page.locator('label', { hasText: 'Open a generator' }).locator('input');
    const nameless = Buffer.from(
      buffer.toString('latin1').replace('saddle.generator', 'another.programs'),
      'latin1',
    );
    await open.setInputFiles({ name: 'nameless.onnx', mimeType: '', buffer: nameless });
    await alert(page, 'got z float32 [n, 6], y int64 [n] in nameless.onnx');
    await open.setInputFiles({ name: 'g.onnx', mimeType: '', buffer });
    await page
      .getByText('Generated by g.onnx: trained 10 steps on mnist; rows by class, columns by z')
      .waitFor();
    await similar(sample(page, 31, '3'), last);
    await sample(page, 31, '3').click();
    await similar(made(page), last);
    await chooser(page).selectOption('5');
    await becomes(made(page), await inkOf(sample(page, 47, '5')));
    expect(await inkOf(sample(page, 47, '5'))).not.toBe(last);
    await page.getByText('What changes most').click();
    await page.getByText('direction 1 (').waitFor();
    expect(complaints).toEqual([]);
  });

  it('opens a generator of attributes with a row for each of the first combinations', async () => {
    const { page, complaints } = await openReady(site, SMALL);
    const open = page.locator('label', { hasText: 'Open a generator' }).locator('input');
    const buffer = Buffer.from(await attributesModel());
    await open.setInputFiles({ name: 'faces.onnx', mimeType: '', buffer });
    await page.getByText('rows by class (the first 16 of 18), columns by z').waitFor();
    await sample(page, 12, 'hair=red, hat=b').click();
    await becomes(made(page), await inkOf(sample(page, 12, 'hair=red, hat=b')));
    await chooser(page).selectOption({ label: 'hair=brown, hat=a' });
    await becomes(made(page), await inkOf(sample(page, 52, 'hair=brown, hat=a')));
    expect(complaints).toEqual([]);
  });

  it('trains on attributes: a row for each combination of them, and real images of these', async () => {
    const { page, complaints } = await openReady(
      site,
      `${SMALL.replace('recipe=mnist-classes', 'data.name=pixel-faces')}&data.condition=attributes&data.side=16`,
    );
    await button(page, '10 steps').click();
    await atStep(page, 10);
    const name = 'hair=red, skin=light, glasses=without';
    await drawn(page.getByRole('option', { name: `sample 41 of class ${name}`, exact: true }));
    const real = page.getByRole('option', { name: `real image 41 of class ${name}`, exact: true });
    await real.click();
    await page.getByText(`as class ${name}`).waitFor();
    await button(page, 'Measure').click();
    await page.getByText('Step 10: 500 samples and as many real images').waitFor();
    expect(complaints).toEqual([]);
  });

  it('learns the reader’s classes, and says where there are none', async () => {
    const { page, complaints } = await openReady(site, SMALL);
    await page.getByText('Your own', { exact: true }).click();
    await page.getByLabel('size', { exact: true }).selectOption('8');
    const choose = page.locator('label', { hasText: 'Choose images' }).locator('input');
    await choose.setInputFiles(pictures(20));
    const plain = page.getByRole('option', { name: 'sample 64', exact: true });
    await plain.waitFor();
    const conditional = page.getByLabel('conditional on the class');
    await conditional.click();
    await alert(page, 'the data have no classes');
    await plain.waitFor(); // the run before goes on

    const inFolder = (folder: string, count: number) =>
      pictures(count).map(({ name, buffer }) => [`${folder}/${name}`, buffer]);
    const folders = zipSync(Object.fromEntries([...inFolder('left', 10), ...inFolder('right', 11)]));
    await choose.setInputFiles({
      name: 'set.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from(folders),
    });
    await page.getByText('21 images read in 2 classes').waitFor();
    await page.getByText('2 classes, not told to the networks: the smallest has 10 samples').waitFor();
    await conditional.check();
    await sample(page, 16, 'right').waitFor();
    await ready(page);
    await button(page, '10 steps').click();
    await atStep(page, 10);
    await drawn(sample(page, 9, 'right'));
    expect(await page.locator('.tiles [role=option]').count()).toBe(32);
    await button(page, 'Sort the samples by class').click();
    await page.getByText('the share of the samples asked for that the classifier takes for it').waitFor();
    await appears(page, '.class-row:has-text("right")');

    await conditional.uncheck();
    await plain.waitFor();
    await ready(page);
    expect(await chooser(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('fits into 360, 900 and 2560 pixels', async () => {
    const { page } = await openReady(site, SMALL);
    await appears(page, '.gaze');
    await expectToFit(page, [360, 900, 2560]);
  });
});
