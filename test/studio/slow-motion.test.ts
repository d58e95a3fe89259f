import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { type MoveTrace, movesOf, tracedProgram } from '../../src/gan/trace.ts';
import { Session } from '../../src/studio/web/engine/session.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, button, PATIENCE, ready } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** slow motion in Chromium *** ${NO_CHROMIUM}`);

const STEPS = 3;

/** What the library computes on Node in the step after the first ones, by the flags of the page's address. */
async function movesOnNode(flags: Readonly<Record<string, string>>): Promise<MoveTrace[]> {
  const entries = Object.entries(flags).map(([path, text]) => ({ path, text, flag: path }));
  const config = resolveConfig({ recipe: 'lab', flags: entries });
  const engine = nodeEngine('cpu', { threads: 1 });
  const session = await Session.open(engine, config, await openDataset(config.data));
  await session.run(STEPS);
  const { step } = session.gan;
  const executable = await engine.compile(tracedProgram(step));
  await executable.write((await session.snapshot()).state);
  const inputs = await session.inputs(STEPS, 1);
  return movesOf(step, inputs, await executable.run(1, inputs));
}

const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v / values.length, 0);
const length = (...arrays: readonly Float32Array[]) => Math.hypot(...arrays.flatMap(values => [...values]));
const numberIn = (text: string | null) => Number(text?.replace('−', '-'));

describe.skipIf(!hasChromium)('slow motion', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const atStage = (page: Page, kind: string) => appears(page, `.slow-formula[data-stage="${kind}"]`);
  const turnTo = async (page: Page, kind: string) => {
    await page.keyboard.press('ArrowRight');
    await atStage(page, kind);
  };
  /** Every number of the stage's formulas. */
  const formulaNumbers = async (page: Page) =>
    (await page.locator('.slow-formula mn').allTextContents()).map(numberIn);
  const meanUnder = async (page: Page, head: string) =>
    numberIn(await page.locator(`.slow-table [data-mean="${head}"]`).textContent());
  /** Numbers that agree to the digits that are printed, but for the last: WASM rounds elsewhere than Node. */
  const expectNear = (found: number, expected: number) =>
    expect(Math.abs(found - expected)).toBeLessThan(3e-4 + 3e-3 * Math.abs(expected));
  const expectAmong = (found: readonly number[], expected: number) =>
    expectNear(
      found.reduce((a, b) => (Math.abs(b - expected) < Math.abs(a - expected) ? b : a)),
      expected,
    );

  async function openPaused(hash: string) {
    const opened = await site.open(hash);
    const { page } = opened;
    await ready(page);
    for (let step = 1; step <= STEPS; step++) {
      await button(page, '1 step').click();
      await appears(page, `.where[data-step="${step}"]`);
    }
    await button(page, 'Slow motion').click();
    await atStage(page, 'data');
    await appears(page, `.where[data-step="${STEPS + 1}"]`);
    return opened;
  }

  it('shows in six stages, by keyboard, what the library computes', async () => {
    const [ascent, descent] = await movesOnNode({});
    const { page, complaints } = await openPaused('#/lab');
    expect(await page.locator('.slow-table tbody tr').first().textContent()).toContain(
      `(${[...ascent.x.slice(0, 2)].map(v => v.toFixed(3).replace('-', '−')).join(', ')})`,
    );
    await turnTo(page, 'noise');
    await turnTo(page, 'fakes');
    await turnTo(page, 'judge');
    const judged = await formulaNumbers(page);
    for (const value of [...ascent.terms.map(mean), ascent.loss]) expectAmong(judged, value);
    expectNear(await meanUnder(page, 'D(x)'), mean(ascent.logits.real.map(s => 1 / (1 + Math.exp(-s)))));
    await turnTo(page, 'ascend');
    const layer = page.locator('[data-layer="dense2"] td');
    const dense2 = ascent.arrays.filter(({ name }) => name.startsWith('discriminator/dense2/'));
    expectNear(numberIn(await layer.first().textContent()), length(...dense2.map(a => a.gradient)));
    await turnTo(page, 'descend');
    expectAmong(await formulaNumbers(page), descent.loss);
    expectAmong(await formulaNumbers(page), length(...descent.arrays.map(a => a.gradient)));
    const sentence = await page.locator('.slow [role="status"]').textContent();
    expectNear(numberIn(/G’s loss is ([\d.]+)/.exec(sentence!)![1]), descent.loss);
    await turnTo(page, 'data'); // of the next step
    await appears(page, `.where[data-step="${STEPS + 2}"]`);
    await page.keyboard.press('Escape');
    await appears(page, '.legend');
    await button(page, '1 step').click();
    await appears(page, `.where[data-step="${STEPS + 3}"]`);
    expect(complaints).toEqual([]);
  });

  it('follows the objective, its penalties and the number of ascents', async () => {
    const flags = { objective: 'hinge', penalties: 'r1:0.5', k: '2', 'data.name': 'normal' };
    const [, second] = await movesOnNode(flags);
    const { page, complaints } = await openPaused(`#/lab?${new URLSearchParams(flags)}`);
    expect(await page.locator('.slow h2').textContent()).toContain('ascent 1 of 2');
    for (const kind of ['noise', 'fakes', 'judge', 'ascend', 'data', 'noise', 'fakes', 'judge']) {
      await turnTo(page, kind);
    }
    expect(await page.locator('.slow h2').textContent()).toContain('ascent 2 of 2');
    expect(await page.locator('.slow-formula').textContent()).toContain('max');
    const numbers = await formulaNumbers(page);
    for (const value of [second.loss, second.penalty!, second.loss + second.penalty!])
      expectAmong(numbers, value);
    expect(complaints).toEqual([]);
  });

  it('plays by itself, and lets a run that was interrupted go on', async () => {
    const { page, complaints } = await site.open('#/lab');
    await ready(page);
    await button(page, 'Run').click();
    await button(page, 'Slow motion').click();
    await atStage(page, 'data');
    await button(page, 'Run').waitFor();
    await page.getByLabel('Each stage').selectOption('1');
    await button(page, 'Play').click();
    await atStage(page, 'noise');
    await button(page, 'Stop playing').click();
    await page.getByRole('button', { name: '5 D ascends' }).click();
    await atStage(page, 'ascend');
    await button(page, 'Close slow motion').click();
    await button(page, 'Pause').waitFor();
    await appears(page, '.charts figcaption:has-text("Gradient of L_G by layer")');
    expect(complaints).toEqual([]);
  });

  it('lets samples flow from their noise, and holds them where the slider is', async () => {
    const { page, complaints } = await site.open('#/lab?data.name=normal&latent.dim=1');
    await ready(page);
    await button(page, 'Flow from z to G(z)').click();
    const slider = page.getByLabel('How far from z to G(z)');
    await slider.fill('0.25');
    await appears(page, 'input[aria-valuetext="25 %"]');
    await button(page, 'End flow').click();
    await button(page, 'Flow from z to G(z)').waitFor();
    expect(complaints).toEqual([]);
  });
});
