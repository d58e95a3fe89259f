import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM, SANDBOXED, visitPage } from '../engine/browser.ts';

if (!hasChromium) console.error(`\n*** Runs that a page of saddle-gan/web keeps: ${NO_CHROMIUM} ***\n`);

const SCRIPT = join(import.meta.dirname, 'kept-page.ts');

type Files = Record<string, number[]>;

/** Calls a function of `kept-page.ts` in the page. */
const call = <T>(page: Page, url: string, expression: string): Promise<T> =>
  page.evaluate(`import('${url}kept-page.js').then(kept => kept.${expression})`);

describe.skipIf(!hasChromium)('a run that a page keeps', () => {
  it('goes on to the byte when the page is loaded again', () =>
    visitPage(SCRIPT, false, async ({ page, url }) => {
      await call(page, url, 'begin(10)');
      await page.reload();
      const { run, files } = await call<{ run: object; files: Files }>(page, url, 'goOn()');
      expect(run).toMatchObject({ id: 'one', page: 'test', title: 'ring', step: 10 });
      const whole = await call<Files>(page, url, 'whole()');
      expect(Object.keys(whole)).toEqual(expect.arrayContaining(['run/config.json', 'run/stats.jsonl']));
      expect(Object.keys(files)).toEqual(Object.keys(whole));
      expect(files).toEqual(whole);
    }));

  it('is refused in a sentence where the storage is full', () =>
    visitPage(SCRIPT, false, async ({ page, url }) => {
      const devtools = await page.context().newCDPSession(page);
      const { origin } = new URL(url);
      await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
      expect(await call(page, url, 'refusal()')).toBe(
        'UserError: keep: expected room in the storage of the browser, got none; free some, or save the run as a file',
      );
    }));

  it('is refused in a sentence where the browser lets the page store nothing', () =>
    visitPage(SCRIPT, false, async ({ page, url }) => {
      await page.goto(`${url}${SANDBOXED}`);
      expect(await call(page, url, 'refusal()')).toBe(
        'UserError: keep: expected a browser that lets pages store data, got one that refuses (SecurityError), as in a private window; save the run as a file',
      );
    }));
});
