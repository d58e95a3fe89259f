import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { lessons } from '../../src/studio/web/course/lessons.ts';
import { makeRun } from './made-runs.ts';

/** A page of the studio, and what is there when it is ready. */
export interface Place {
  readonly name: string;
  readonly hash: string;
  readonly ready: string;
  /** Brings it from there into the state that is looked at. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** How the lab opens; default full. */
  readonly lab?: 'simple' | 'full';
}

/** Runs for the places among them. */
export function makeRuns(root: string): void {
  makeRun(root, '00000-ring');
  for (const seed of [1, 2]) makeRun(root, join('bench/00-plain', `seed-0${seed}`), { seed });
}

const openStart = async (page: Page) => {
  await page.getByRole('button', { name: 'New run' }).click();
  await page.getByLabel('Recipe').waitFor();
};

const openFolds = async (page: Page) => {
  for (const title of ['Draw your own', 'Paste your own', 'From a word or picture', 'Show the code'])
    await page.locator('summary', { hasText: title }).click();
};

const openSlowMotion = async (page: Page) => {
  await page.getByRole('button', { name: 'Slow motion', exact: true }).click();
  await page.getByRole('button', { name: '4 D judges both' }).click();
  await page.locator('.slow-formula[data-stage="judge"]').waitFor();
};

const openSaddle = async (page: Page) => {
  await page.locator('summary', { hasText: 'The saddle' }).click();
  await page.locator('.surface canvas').waitFor();
};

const openUnit = async (page: Page) => {
  await page.locator('.unit').first().press('Enter');
  await page.getByRole('button', { name: 'Follow one sample' }).click();
  await page.locator('.followed .way').waitFor();
};

const letFlow = (page: Page) => page.getByRole('button', { name: 'Flow from z to G(z)' }).click();

const teach = async (page: Page) => {
  await page.getByRole('button', { name: 'Teacher mode' }).click();
  await page.locator('.teacher').waitFor();
};

const BY_CLASS = '#/images?recipe=mnist-classes&generator.channels=8,4&discriminator.channels=4,8';

const pause = async (page: Page) => {
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
};

const explain = async (page: Page) => {
  await pause(page);
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('button', { name: 'discriminator', exact: true }).first().click();
  await page.locator('.term-note:popover-open').waitFor();
};

const PLAYING = '.play .button:has-text("Pause")';

/** Every page of the studio. */
export const places: readonly Place[] = [
  { name: 'opening', hash: '#/', ready: PLAYING, prepare: pause, lab: 'simple' },
  { name: 'opening, a word explained', hash: '#/', ready: PLAYING, prepare: explain, lab: 'simple' },
  {
    name: 'opening, settings of its own',
    hash: '#/lab?objective=hinge&k=2&data.name=normal',
    ready: PLAYING,
    prepare: pause,
    lab: 'simple',
  },
  { name: 'lab', hash: '#/lab', ready: '.lab button.primary:enabled' },
  { name: 'lab on the line', hash: '#/lab?data.name=normal', ready: '.lab button.primary:enabled' },
  { name: 'lab, two runs', hash: '#/lab?compare=ab&b.k=2', ready: 'section[aria-label="Run B"] canvas' },
  { name: 'lab, all open', hash: '#/lab', ready: '.lab button.primary:enabled', prepare: openFolds },
  { name: 'lab, slow motion', hash: '#/lab', ready: '.lab button.primary:enabled', prepare: openSlowMotion },
  { name: 'lab, saddle', hash: '#/lab', ready: '.lab button.primary:enabled', prepare: openSaddle },
  { name: 'lab, a unit open', hash: '#/lab', ready: '.diagram', prepare: openUnit },
  { name: 'lab, flow', hash: '#/lab', ready: '.lab button.primary:enabled', prepare: letFlow },
  { name: 'images', hash: '#/images', ready: '.lab button.primary:enabled' },
  { name: 'images by class', hash: BY_CLASS, ready: '.lab button.primary:enabled' },
  { name: 'course', hash: '#/course', ready: '.lesson-list a' },
  ...lessons.map(({ slug }) => ({
    name: `course: ${slug}`,
    hash: `#/course/${slug}`,
    ready: '.lesson .exercise',
  })),
  { name: 'course, taught', hash: '#/course/kl', ready: '.lesson .exercise', prepare: teach },
  { name: 'glossary', hash: '#/glossary', ready: '.glossary dt' },
  { name: 'runs', hash: '#/runs', ready: '.run-line' },
  { name: 'new run', hash: '#/runs', ready: '.run-line', prepare: openStart },
  { name: 'run', hash: '#/runs/00000-ring', ready: '.chart canvas' },
  {
    name: 'comparison',
    hash: '#/runs/compare/00000-ring/bench%2F00-plain%2Fseed-01/bench%2F00-plain%2Fseed-02',
    ready: '.chart canvas',
  },
];

/** Opens a place in a page that is open, from a blank one: nothing of the last place is left. */
export async function visit(
  page: Page,
  url: string,
  { hash, ready, prepare, lab = 'full' }: Place,
): Promise<void> {
  if (page.url() !== 'about:blank')
    await page.evaluate(view => localStorage.setItem('saddle-lab', view), lab);
  await page.goto('about:blank');
  await page.goto(url + hash);
  await page.locator(ready).first().waitFor();
  await prepare?.(page);
}
