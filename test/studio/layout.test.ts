import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { PATIENCE } from './acts.ts';
import { makeRuns, places, visit } from './places.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.error(`\n*** layout of the studio in Chromium: ${NO_CHROMIUM} ***\n`);

const WIDTHS = [360, 768, 1280, 2560];

/** Evaluated in the page: what is wider than the page, covers another control, or is too small to be read. */
function layoutFaults(): string[] {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [role="slider"]';
  const LEAST_PX = 12;
  const name = (e: Element) =>
    `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} '${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 30)}'`;
  const all = [...document.querySelectorAll<HTMLElement>('body *')].filter(e => e.checkVisibility());

  /** What is seen of an element: its box as far as those around it do not cut it. */
  const seen = (element: Element) => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflow === 'visible') continue;
      const box = outer.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };
  const floats = (element: Element): boolean => {
    const { position } = getComputedStyle(element);
    const { parentElement } = element;
    return position === 'sticky' || position === 'fixed' || (parentElement !== null && floats(parentElement));
  };

  const tooWide = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const widest = all.filter(e => seen(e).right > clientWidth + 1).slice(0, 3);
    return [`${scrollWidth - clientWidth} px too wide: ${widest.map(name).join(', ')}`];
  };

  const covered = () => {
    const controls = all.filter(e => e.matches(CONTROLS) && !floats(e)).map(e => ({ e, ...seen(e) }));
    const shown = controls.filter(({ left, right, top, bottom }) => right - left > 1 && bottom - top > 1);
    const faults: string[] = [];
    for (const [i, a] of shown.entries()) {
      for (const b of shown.slice(i + 1)) {
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (width <= 2 || height <= 2 || a.e.contains(b.e) || b.e.contains(a.e)) continue;
        faults.push(
          `${name(a.e)} and ${name(b.e)} overlap by ${Math.round(width)} × ${Math.round(height)} px`,
        );
      }
    }
    return faults;
  };

  /** Formulas have indices; a drawing is as large as its place. */
  const tooSmall = () =>
    all.flatMap(e => {
      const text = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
      if (!text || e.closest('math, sub, sup, .sub')) return [];
      const scale = e instanceof SVGGraphicsElement ? (e.getScreenCTM()?.a ?? 1) : 1;
      const px = Number.parseFloat(getComputedStyle(e).fontSize) * scale;
      return px < LEAST_PX - 0.01 ? [`${name(e)} has ${px.toFixed(1)} px`] : [];
    });

  return [...tooWide(), ...covered(), ...tooSmall()];
}

/** Evaluated in the page: every box has stayed as it is for some frames. */
async function still(): Promise<void> {
  const FRAMES = 10;
  const boxes = () =>
    [...document.querySelectorAll('body *')]
      .map(e => e.getBoundingClientRect())
      .map(({ x, y, width, height }) => [x, y, width, height].join())
      .join(' ');
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  let last = boxes();
  for (let same = 0; same < FRAMES; ) {
    await frame();
    const now = boxes();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

/** Drawings follow the width of their place some frames later. */
async function settledFaults(page: Page): Promise<string[]> {
  if ((await page.evaluate(layoutFaults)).length === 0) return [];
  await page.evaluate(still);
  return page.evaluate(layoutFaults);
}

describe.skipIf(!hasChromium)('the layout', { timeout: 2 * PATIENCE }, () => {
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

  it(`holds on every page from ${WIDTHS[0]} to ${WIDTHS.at(-1)} pixels, light and dark, and all comes from the server`, async () => {
    const { page, complaints } = await site.open('');
    const faults: Record<string, string[]> = {};
    const foreign: string[] = [];
    page.on('request', request => {
      if (!/^(blob|data|about):/.test(request.url()) && !request.url().startsWith(site.url))
        foreign.push(request.url());
    });
    for (const [i, place] of places.entries()) {
      await page.emulateMedia({ colorScheme: i % 2 === 0 ? 'light' : 'dark' });
      await visit(page, site.url, place);
      expect(await page.evaluate(() => crossOriginIsolated), place.name).toBe(true);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const found = await settledFaults(page);
        if (found.length > 0) faults[`${place.name}, ${width} px`] = found.slice(0, 8);
      }
    }
    expect(faults).toEqual({});
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
