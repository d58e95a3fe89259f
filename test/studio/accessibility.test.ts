import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { PATIENCE } from './acts.ts';
import { makeRuns, places, visit } from './places.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** accessibility of the studio in Chromium: ${NO_CHROMIUM} ***\n`);

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SERIOUS = ['serious', 'critical'];

/** Serious faults that axe finds, each with the places in the page. */
async function faultsOf(page: Page, options: RunOptions = {}): Promise<string[]> {
  const violations = await page.evaluate(runAxe, options);
  return violations
    .filter(({ impact }) => SERIOUS.includes(impact ?? ''))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id} at ${target}: ${any.map(({ message }) => message).join('; ')}`),
    );
}

/** Evaluated in the page. */
async function runAxe(options: RunOptions): Promise<AxeResults['violations']> {
  const { axe } = globalThis as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } };
  return (await axe.run({ resultTypes: ['violations'], ...options })).violations;
}

/** The dark theme differs in nothing but colours. */
const CONTRAST: RunOptions = { runOnly: ['color-contrast', 'link-in-text-block'] };

interface Look {
  /** How an element and what belongs to it are drawn, as far as a focus may change it. */
  look(element: Element): string;
}

/** Evaluated in the page. */
function addLook(): void {
  const drawn = (element: Element) => {
    const { outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth } = getComputedStyle(element);
    return [outlineStyle === 'none' ? '' : outlineWidth, boxShadow, stroke, strokeWidth].join();
  };
  const look = (element: Element) =>
    [element, element.closest('label') ?? element, ...element.querySelectorAll('*')].map(drawn).join('/');
  Object.assign(globalThis, { look } satisfies Look);
}

interface Reached {
  readonly mark: string | undefined;
  /** Whether it looks as without the focus. */
  readonly unseen: boolean;
  readonly what: string;
}

/** Evaluated in the page: marks what the keyboard must reach, and names it. Of radio buttons the chosen one. */
function markControls(): Record<string, string> {
  const { look } = globalThis as unknown as Look;
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const all = [...document.querySelectorAll<HTMLElement>(CONTROLS)].filter(element => {
    const { disabled, type, checked } = element as HTMLInputElement;
    if (disabled || element.tabIndex < 0 || element.closest('[inert]')) return false;
    return element.checkVisibility({ visibilityProperty: true }) && (type !== 'radio' || checked);
  });
  const name = (e: HTMLElement) => (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40);
  return Object.fromEntries(
    all.map((element, i) => {
      element.dataset['reach'] = String(i);
      element.dataset['look'] = look(element);
      return [String(i), `${element.tagName.toLowerCase()} '${name(element)}'`];
    }),
  );
}

/** Evaluated in the page: what has the focus, and whether one sees that. */
function focused(): Reached {
  const { look } = globalThis as unknown as Look;
  const element = document.activeElement as HTMLElement;
  const { reach, look: before } = element.dataset;
  return { mark: reach, unseen: look(element) === before, what: element.outerHTML.slice(0, 100) };
}

describe.skipIf(!hasChromium)('for everybody', { timeout: 4 * PATIENCE }, () => {
  const root = mkdtempSync(join(tmpdir(), 'saddle-places-'));
  let site: Site;
  beforeAll(async () => {
    makeRuns(root);
    site = await openSite({ root });
  }, PATIENCE);
  afterAll(async () => {
    await site?.close();
    rmSync(root, { recursive: true });
  });

  it('axe finds no serious fault, light or dark, on any page', async () => {
    const { page, complaints } = await site.open('', { bypassCSP: true });
    const faults: Record<string, string[]> = {};
    for (const place of places) {
      await page.emulateMedia({ colorScheme: 'light' });
      await visit(page, site.url, place);
      await page.addScriptTag({ path: AXE });
      const light = await faultsOf(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await faultsOf(page, CONTRAST);
      const found = [...light, ...dark.map(fault => `dark: ${fault}`)];
      if (found.length > 0) faults[place.name] = found;
    }
    expect(faults).toEqual({});
    expect(complaints).toEqual([]);
  });

  it('the keyboard reaches every control, shows where it is, and gets out again', async () => {
    const { page } = await site.open('');
    const faults: Record<string, string[]> = {};
    for (const place of places) {
      await visit(page, site.url, place);
      const found = await tabThrough(page);
      if (found.length > 0) faults[place.name] = found;
    }
    expect(faults).toEqual({});
  });
});

async function tabThrough(page: Page): Promise<string[]> {
  await page.evaluate(addLook);
  const missing = new Map(Object.entries(await page.evaluate(markControls)));
  const faults: string[] = [];
  const presses = 2 * missing.size + 20;
  for (let i = 0; i < presses && missing.size > 0; i++) {
    await page.keyboard.press('Tab');
    const { mark, unseen, what } = await page.evaluate(focused);
    if (mark === undefined) continue;
    if (missing.delete(mark) && unseen) faults.push(`looks as without the focus: ${what}`);
  }
  return [...faults, ...[...missing.values()].map(name => `not reached: ${name}`)];
}
