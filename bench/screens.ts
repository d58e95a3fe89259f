// The pictures of the studio in docs/images, taken in headless Chromium from pages that really train. Takes minutes. That of
// a run needs `npm run build` before.
// Run: npx tsx bench/screens.ts [NAME ...]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openSite, type PageOptions } from '../test/studio/site.ts';

const root = join(import.meta.dirname, '..');
const LONG = { timeout: 900_000 };

interface Screen {
  readonly hash: string;
  readonly options?: PageOptions;
  /** Brings the page into the state to be seen, from when it can run. */
  readonly prepare: (page: Page) => Promise<void>;
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first().click(LONG);

/** Runs to about a step, and pauses. */
const runTo = (step: number) => async (page: Page) => {
  await press(page, 'Run');
  const where = page.locator('.where');
  while (Number(await where.getAttribute('data-step')) < step) await page.waitForTimeout(100);
  await press(page, 'Pause');
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor(LONG);
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(1500); // two runs meet at one step
};

/** What Images opens with, its gallery folded since the address says what to train. */
const DIGITS = '#/images?recipe=digits';

/** The opening has learned its data, and goes on. */
const opened = async (page: Page) => {
  await page.getByText('covers all 8 groups').waitFor(LONG);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.waitForTimeout(1000);
};

const screens: Readonly<Record<string, Screen>> = {
  'studio-opening': { hash: '#/', options: { lab: 'first visit', height: 800 }, prepare: opened },
  'studio-opening-phone': {
    hash: '#/',
    options: { lab: 'first visit', width: 390, height: 844, dark: true },
    prepare: opened,
  },
  'studio-lab': { hash: '#/lab', prepare: runTo(6000) },
  'studio-lab-line': {
    hash: '#/lab?data.name=normal&objective=hinge',
    options: { dark: true },
    prepare: runTo(3000),
  },
  'studio-lab-phone': { hash: '#/lab', options: { width: 390, height: 844 }, prepare: runTo(6000) },
  'studio-compare': {
    hash: '#/lab?compare=ab&b.penalties=r1:0.1',
    prepare: runTo(4000),
  },
  'studio-slow-motion': {
    hash: '#/lab',
    prepare: async page => {
      await runTo(2000)(page);
      await press(page, 'Slow motion');
      await press(page, '4 D judges both');
      await page.locator('.slow-formula[data-stage="judge"]').waitFor(LONG);
      await page.waitForTimeout(1500);
    },
  },
  'studio-diagram': {
    hash: '#/lab',
    prepare: async page => {
      await runTo(3000)(page);
      await page.locator('[data-unit="discriminator 1 1"]').press('Enter');
      await press(page, 'Follow one sample');
      await page.locator('.followed .way').waitFor(LONG);
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForTimeout(1000);
    },
  },
  'studio-course': {
    hash: '#/course/cures-steps',
    options: { dark: true },
    prepare: async page => {
      await page.locator('.lesson .exercise').first().waitFor(LONG);
      await page.waitForTimeout(1000);
    },
  },
  'studio-saddle': {
    hash: '#/course/dirac/2',
    prepare: async page => {
      await page.locator('.surface canvas').waitFor(LONG);
      await page.waitForTimeout(1000);
      await top(page, '#step-2');
    },
  },
  'studio-cure': {
    hash: '#/course/cures',
    prepare: async page => {
      await page.getByRole('button', { name: 'Modes are dropped' }).click(LONG);
      await page.getByRole('button', { name: 'Train both' }).click();
      await page.locator('.trained h3:has-text("done")').nth(1).waitFor(LONG);
      await top(page, '.trained');
    },
  },
  'studio-gallery': {
    hash: '#/images',
    prepare: async page => {
      await page.locator('.bar button.primary:enabled').waitFor(LONG);
      await page.waitForTimeout(1000);
    },
  },
  'studio-images': {
    hash: DIGITS,
    prepare: async page => {
      await page.locator('.bar button.primary:enabled').waitFor(LONG);
      await press(page, 'Measure');
      await runTo(3000)(page);
      const step = Number(await page.locator('.where').getAttribute('data-step'));
      await page.getByText(`Step ${step.toLocaleString('en')}:`).waitFor(LONG);
    },
  },
  'studio-images-look': {
    hash: DIGITS,
    prepare: async page => {
      await runTo(1500)(page);
      await page.waitForTimeout(3000);
      await top(page, '.images-look');
    },
  },
  'studio-runs': {
    hash: '#/runs/ring',
    prepare: async page => {
      await page.locator('.chart canvas').first().waitFor(LONG);
      await page.waitForTimeout(1500);
    },
  },
};

/** Scrolls an element below the header. */
function top(page: Page, selector: string): Promise<void> {
  return page
    .locator(selector)
    .first()
    .evaluate(element => {
      scrollTo(0, scrollY + element.getBoundingClientRect().top - 120);
    });
}

const asked = process.argv.slice(2);
const wanted = asked.length > 0 ? asked : Object.keys(screens);
const runs = mkdtempSync(join(tmpdir(), 'saddle-screens-'));
const saddle = [join(root, 'bin/saddle.js')];
const ring = ['train', 'ring', '--steps', '5000', '--out', join(runs, 'ring')];
if (wanted.includes('studio-runs')) execFileSync(process.execPath, [...saddle, ...ring]);
const site = await openSite({ root: runs, command: [process.execPath, ...saddle] });
for (const [name, { hash, options, prepare }] of Object.entries(screens)) {
  if (!wanted.includes(name)) continue;
  const { page, complaints } = await site.open(hash, options);
  await prepare(page);
  await page.screenshot({ path: join(root, `docs/images/${name}.png`) });
  console.log(name, ...complaints);
  await page.context().close();
}
await site.close();
rmSync(runs, { recursive: true });
