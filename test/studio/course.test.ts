import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterwards, cures } from '../../src/studio/web/course/cures/index.ts';
import { lessons } from '../../src/studio/web/course/lessons.ts';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { PATIENCE } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** the course in a browser: ${NO_CHROMIUM} ***\n`);

const LOADED = '.lesson-step';

describe.skipIf(!hasChromium)('the course', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const go = (page: Page, hash: string) =>
    page.evaluate(to => {
      location.hash = to;
    }, hash);
  const reading = (page: Page, key: string) => page.locator(`[data-reading="${key}"]`).first().textContent();

  it.each([360, 1280])('shows every page at a width of %d, its formulas typeset', async width => {
    const { page, complaints } = await site.open('#/course', { width, dark: width === 360 });
    await page.waitForSelector('.lesson-list');
    expect(await page.locator('.lesson-list a').count()).toBe(lessons.length);
    for (const { slug, exercises } of lessons) {
      await go(page, `#/course/${slug}`);
      await page.waitForSelector(LOADED);
      await page.waitForFunction(to => location.hash.endsWith(to), slug);
      const state = await page.evaluate(() => ({
        overflows: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        formulas: document.querySelectorAll('math').length,
        odd: /@\d+@|\\[a-z]+|NaN|undefined/.exec(document.querySelector('.lesson')!.textContent!)?.[0],
        unnamed: [...document.querySelectorAll('[role="slider"], input, select, button')].filter(
          e => !(e.getAttribute('aria-label') || e.textContent || (e as HTMLInputElement).labels?.length),
        ).length,
        exercises: [...document.querySelectorAll<HTMLElement>('.exercise')].map(e => e.dataset.exercise),
        numeric: document.querySelectorAll('form.exercise').length,
      }));
      expect(state, slug).toMatchObject({ overflows: false, odd: undefined, unnamed: 0 });
      expect(state.formulas, slug).toBeGreaterThan(0);
      expect(state.exercises, slug).toEqual(exercises);
      expect(exercises.length, slug).toBeGreaterThan(1);
      expect(state.numeric, slug).toBeGreaterThan(0);
      await go(page, '#/course');
      await page.waitForSelector('.lesson-list');
    }
    expect(complaints).toEqual([]);
  });

  it('turns the saddle by keys and by hand, and walks on it', async () => {
    const { page, complaints } = await site.open('#/course/value');
    const surface = page.getByRole('img', { name: /^The value V over θ and ψ/ });
    await surface.scrollIntoViewIfNeeded();
    const view = () => surface.getAttribute('data-view');
    const home = await view();
    await surface.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(view).not.toBe(home);
    await page.keyboard.press('Home');
    await expect.poll(view).toBe(home);
    const box = (await surface.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 100, box.y + box.height / 2 - 40, { steps: 4 });
    await page.mouse.up();
    await expect.poll(view).not.toBe(home);
    await page.getByRole('button', { name: 'Turn back' }).click();
    await expect.poll(view).toBe(home);
    await page.getByRole('button', { name: 'One step' }).click();
    await expect.poll(() => reading(page, 'walked')).toBe('step 1 of 60');
    await expect.poll(() => surface.getAttribute('aria-label')).not.toMatch('θ −1.40, ψ −0.90');
    expect(complaints).toEqual([]);
  });

  it('one order of play arrives at the saddle and the other spirals out, all at once for reduced motion', async () => {
    const { page, complaints } = await site.open('#/course/dirac');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'To the start' }).click();
    const distance = (order: string) =>
      expect.poll(async () => Number(await reading(page, `${order}-distance`)));
    await distance('inTurn').toBe(1.118);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => reading(page, 'walked')).toBe('step 60 of 60');
    await distance('inTurn').toBeLessThan(0.6);
    await distance('atOnce').toBeGreaterThan(1.5);
    await page.getByRole('slider', { name: 'penalty γ' }).fill('0.3');
    await distance('atOnce').toBeLessThan(0.1);
    expect(complaints).toEqual([]);
  });

  it('takes right answers and refuses wrong ones with a hint', async () => {
    const { page, complaints } = await site.open('#/course/entropy');
    const exercise = page.locator('form.exercise').first();
    const answer = async (text: string, outcome: string) => {
      await exercise.locator('input').fill(text);
      await exercise.locator('input').press('Enter');
      await expect.poll(() => exercise.locator('.outcome').textContent()).toMatch(outcome);
    };
    await answer('4', 'Not yet. How many times must you halve');
    await answer('log2(8)', 'Right.');
    await answer('-3', 'the sign is not');
    const choice = page.locator('fieldset.exercise').first();
    await choice.locator('input').nth(0).check();
    const outcome = () => expect.poll(() => choice.locator('.outcome').textContent());
    await outcome().toMatch('Not yet.');
    await choice.locator('input').nth(1).check();
    await outcome().toMatch('Right.');
    expect(complaints).toEqual([]);
  });

  it('remembers what is solved, until it is told to forget', async () => {
    const { page, complaints } = await site.open('#/course/kl');
    const exercise = page.locator('[data-exercise="impossible"]');
    await exercise.locator('input').fill('inf');
    await exercise.locator('input').press('Enter');
    await exercise.locator('.solved').waitFor();
    await page.reload();
    await exercise.locator('.solved').waitFor();
    await go(page, '#/course');
    const marks = page
      .locator('.lesson-list li', { has: page.locator('a[href="#/course/kl"]') })
      .locator('.marks');
    await expect.poll(() => marks.textContent()).toBe('1 of 3 exercises solved');
    await page.getByRole('button', { name: 'Forget them' }).click();
    await expect.poll(() => marks.textContent()).toBe('3 exercises');
    expect(complaints).toEqual([]);
  });

  it('shows every cure with its formula and its measured figures', async () => {
    const { page, complaints } = await site.open('#/course');
    const shown = new Set<string>();
    for (const { slug } of lessons.filter(lesson => lesson.slug.startsWith('cures'))) {
      await go(page, `#/course/${slug}`);
      await page.waitForFunction(to => location.hash.endsWith(to), slug);
      await page.waitForSelector(LOADED);
      for (const button of await page.locator('.choices button, .all-cures button').all()) {
        await button.click();
        await button.and(page.locator('[aria-pressed="true"]')).waitFor();
        const cards = await page.locator('[data-cure]').evaluateAll(all =>
          all.map(card => ({
            name: (card as HTMLElement).dataset.cure!,
            whole: ['math', '.trained', '.figures td'].every(part => card.querySelector(part) !== null),
          })),
        );
        for (const { name, whole } of cards) {
          expect(whole, name).toBe(true);
          shown.add(name);
        }
      }
      await go(page, '#/course');
      await page.waitForSelector('.lesson-list');
    }
    expect([...shown].sort()).toEqual([...Object.keys(cures), ...Object.keys(afterwards)].sort());
    expect(complaints).toEqual([]);
  });

  it('trains a failing game and its cure, and shows the difference', async () => {
    const { page, complaints } = await site.open('#/course/cures');
    await page.getByRole('button', { name: 'The numbers explode' }).click();
    await page.getByRole('button', { name: 'Train both' }).click();
    for (const side of ['Before', 'After'])
      await page.locator(`section[aria-label="${side}"] h3:has-text("done")`).waitFor({ timeout: PATIENCE });
    const distance = (side: string) =>
      expect.poll(async () => Number(await reading(page, `${side}-distance`)));
    for (const side of ['Before', 'After'])
      await expect.poll(() => reading(page, `${side}-step`)).toBe('800');
    await distance('Before').toBeGreaterThan(100);
    await distance('After').toBeLessThan(3);
    expect(await page.getByRole('log', { name: 'Diagnosis: Before' }).textContent()).toMatch(/double every/);
    expect(complaints).toEqual([]);
  });

  it('stops a training that is out of view, or when another one starts', async () => {
    const { page, complaints } = await site.open('#/course/cures-losses');
    const pair = (i: number) => page.locator('.trained').nth(i);
    const state = (i: number) => expect.poll(() => pair(i).locator('h3').first().textContent());
    await page.locator('.story').getByRole('button', { name: 'Wasserstein' }).click();
    await page.locator('.all-cures').getByRole('button', { name: 'hinge', exact: true }).click();
    await pair(0).getByRole('button', { name: 'Train both' }).click();
    await state(0).toMatch(/running/);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await state(0).toMatch(/paused/);
    await pair(0).getByRole('button', { name: 'Go on' }).click();
    await state(0).toMatch(/running|done/);
    await pair(1).getByRole('button', { name: 'Train both' }).click();
    await state(1).toMatch(/running|done/);
    await state(0).toMatch(/paused|done/);
    expect(complaints).toEqual([]);
  });

  it('tells the remedies as stories, each from a picture that is touched to a table of all', async () => {
    const { page, complaints } = await site.open('#/course/cures-losses');
    const sample = page.getByRole('slider', { name: 'Generated sample' });
    const number = async (key: string) => Number((await reading(page, key))!.replace('−', '-'));
    await sample.waitFor();
    expect(await number('old-step')).toBeCloseTo(-0.0049, 3);
    await sample.press('Shift+ArrowLeft');
    await sample.press('Shift+ArrowLeft');
    await sample.press('Shift+ArrowLeft');
    expect(await number('old-step')).toBeCloseTo(-1, 3); // at x = 2, where D says ½
    for (const slug of ['cures-losses', 'cures-slopes', 'cures-variety']) {
      await go(page, `#/course/${slug}`);
      await page.waitForFunction(to => location.hash.endsWith(to), slug);
      await page.locator('.all-cures').waitFor();
      expect(await page.locator('#step-1 [role="slider"], #step-1 input').count(), slug).toBeGreaterThan(0);
      const years = await page.locator('.story').first().locator('h3 .muted').allTextContents();
      expect(years, slug).toEqual([...years].sort());
      const first = page.locator('.story li').first();
      await first.getByRole('button').click();
      await first.locator('[data-cure] .figures td').first().waitFor();
      await first.getByRole('button', { expanded: true }).click();
      await first.locator('[data-cure]').waitFor({ state: 'detached' });
    }
    expect(complaints).toEqual([]);
  });

  it('lets D sort the samples of a game that it trains', async () => {
    const { page, complaints } = await site.open('#/course/cures-samples');
    await page.getByRole('button', { name: 'gradient flow, KL' }).click();
    await page.getByRole('button', { name: 'Train and sample' }).click();
    const share = async (key: string) => Number.parseFloat((await reading(page, key))!);
    await expect.poll(() => share('refined-quality')).toBeGreaterThan(0);
    expect(await share('refined-quality')).toBeGreaterThan((await share('plain-quality')) + 5);
    expect(complaints).toEqual([]);
  });

  it('handles follow the arrow keys and the pointer', async () => {
    const { page } = await site.open('#/course/entropy');
    const handle = page.getByRole('slider', { name: 'Probability of heads', exact: true });
    await handle.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowLeft');
    const shown = () => expect.poll(() => reading(page, 'entropy'));
    await shown().toBe('1.000 bits'); // from 0.8 to 0.5
    const box = (await handle.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 400, box.y, { steps: 5 });
    await page.mouse.up();
    await shown().toMatch(/^0\.0\d\d bits$/);
  });

  it('a density is drawn by touch, and its samples follow', async () => {
    const { page, complaints } = await site.open('#/course/inverse-transform/3', { touch: true });
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('a density needs some mass').waitFor();
    const area = page.getByRole('slider', { name: 'Your density' }).locator('svg');
    await area.scrollIntoViewIfNeeded();
    const box = (await area.boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const touch = (type: string, points: object[]) =>
      session.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: points as [] });
    const at = (u: number) => ({ x: box.x + u * box.width, y: box.y + 0.3 * box.height });
    await touch('touchStart', [at(0.75)]);
    for (const u of [0.8, 0.85, 0.9]) await touch('touchMove', [at(u)]);
    await touch('touchEnd', []);
    const median = async () => Number(await reading(page, 'median'));
    await expect.poll(async () => Math.abs((await median()) - 8.25)).toBeLessThan(0.75);
    expect(complaints).toEqual([]);
  });

  it('shows the numbers of one step of Algorithm 1', async () => {
    const { page } = await site.open('#/course/algorithm');
    const next = page.getByRole('button', { name: /^Next/ });
    for (let i = 0; i < 6; i++) await next.click();
    await expect.poll(() => reading(page, 'step')).toBe('1');
    expect(await page.locator('.phases math').count()).toBe(6);
    await expect.poll(() => reading(page, 'theta')).not.toBe('−1.000');
  });

  it('is taught by keyboard: steps, pages, and back', async () => {
    const { page, complaints } = await site.open('#/course/cross-entropy');
    await page.getByRole('button', { name: 'Teacher mode' }).click();
    await page.waitForSelector('.teacher');
    const title = () => page.textContent('.lesson-step h2');
    const at = (hash: string) => page.waitForFunction(to => location.hash === to, hash);
    expect(await page.locator('.lesson-step').count()).toBe(1);
    const place = () =>
      page.locator('.pager progress').evaluate(bar => (bar as HTMLProgressElement).position);
    expect(await place()).toBe(0.5);
    const size = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate(e => Number.parseFloat(getComputedStyle(e).fontSize));
    expect(await size('.lesson-step > p')).toBeGreaterThanOrEqual(24);
    expect(await size('.lesson-step svg text')).toBeGreaterThanOrEqual(18);
    const first = await title();
    await page.keyboard.press('ArrowRight');
    await at('#/course/cross-entropy/2'); // the page draws what it says a moment later
    await expect.poll(title).not.toBe(first);
    const second = await title();
    await page.keyboard.press('PageDown');
    await at('#/course/kl');
    await expect.poll(async () => [first, second].includes(await title())).toBe(false);
    await page.keyboard.press('PageUp');
    await at('#/course/cross-entropy/last');
    await expect.poll(title).toBe(second);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('.lesson-step').length > 1);
    expect(complaints).toEqual([]);
  });

  it('is printed: no controls, room to write, pictures kept, on as many pages as it needs', async () => {
    const { page, complaints } = await site.open('#/course/value', { dark: true });
    const surface = page.locator('.surface canvas');
    await surface.waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const seen = (selector: string) =>
      page.locator(selector).evaluateAll(all => all.filter(e => e.getClientRects().length > 0).length);
    expect(await seen('nav, .button, .field, .topbar, form input, [role="status"], summary')).toBe(0);
    expect(await seen('math')).toBeGreaterThan(5);
    expect(await seen('.lesson-figure svg')).toBeGreaterThan(0);
    expect(await seen('.surface canvas')).toBe(1);
    const room = () =>
      page.locator('form.exercise').evaluate(e => Number.parseFloat(getComputedStyle(e, '::after').height));
    expect(await room()).toBeGreaterThan(25);
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(23, 28, 36)');
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeLessThan(5);
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 59[45][.\d]* 84[12]/); // A4 in points
    expect(complaints).toEqual([]);
  });

  it('prints the names of all remedies of a story', async () => {
    const { page } = await site.open('#/course/cures-losses');
    const names = page.locator('.all-cures tbody button');
    await names.first().waitFor();
    await page.emulateMedia({ media: 'print' });
    const shown = await names.evaluateAll(all => all.map(e => e.getClientRects().length > 0));
    expect(shown.length).toBeGreaterThan(5);
    expect(shown).not.toContain(false);
  });
});
