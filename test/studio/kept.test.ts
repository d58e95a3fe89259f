import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM } from '../engine/browser.ts';
import { appears, atStep, button, hundred, openReady, PATIENCE, ready } from './acts.ts';
import { openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** runs that the browser keeps *** ${NO_CHROMIUM}`);

describe.skipIf(!hasChromium)('runs of the lab', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  const open = (hash?: string) => openReady(site, hash);

  it('are kept by the browser, and offered again after a crash, once', async () => {
    const { page } = await open('#/lab?batch=32');
    await hundred(page, 100);
    await hundred(page, 200);
    await page.getByText('keeps the run up to step 200').waitFor({ timeout: PATIENCE });
    const context = page.context();
    await page.goto('chrome://crash').catch(() => {}); // that is what it is for
    const next = await context.newPage();
    await next.goto(`${site.url}#/lab`);
    const offer = next.getByLabel('Kept run');
    await offer.getByText('A run of 200 steps of ring').waitFor({ timeout: PATIENCE });
    await ready(next);
    const third = await context.newPage(); // another tab may take it first
    await third.goto(`${site.url}#/lab`);
    await third.getByLabel('Kept run').waitFor({ timeout: PATIENCE });
    await button(next, 'Continue it').click();
    await atStep(next, 200);
    expect(next.url()).toContain('batch=32');
    await hundred(next, 300);
    await next.getByText('keeps the run up to step 300').waitFor({ timeout: PATIENCE });
    await third.addInitScript(noteRefusals);
    await third.reload();
    await ready(third);
    await third.waitForFunction(wasRefused); // it trains in the other tab
    expect(await third.getByLabel('Kept run').count()).toBe(0);
    await next.close();
    await third.reload();
    await third.getByText('A run of 300 steps of ring').waitFor({ timeout: PATIENCE });
    await button(third, 'Discard').click();
    await third.getByLabel('Kept run').waitFor({ state: 'detached' });
    await third.reload();
    await ready(third);
    expect(await third.getByLabel('Kept run').count()).toBe(0);
  });

  it('go on from what is kept when their worker dies', async () => {
    const { page } = await open();
    await hundred(page, 100);
    await page.getByText('keeps the run up to step 100').waitFor({ timeout: PATIENCE });
    await button(page, '1 step').click();
    await atStep(page, 101);
    await page.getByText('keeps the run up to step 101').waitFor({ timeout: PATIENCE });
    await page.workers()[0].evaluate(fault);
    await page.getByRole('alert').getByText('out of its mind').waitFor({ timeout: PATIENCE });
    await button(page, 'Go on from step 101').click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await ready(page);
    await atStep(page, 101);
    await button(page, '1 step').click();
    await atStep(page, 102);
  });

  it('are told apart: what is kept of one is not said of the next', async () => {
    const { page, complaints } = await open();
    await hundred(page, 100);
    await button(page, 'Run').click();
    await appears(page, '.where:not([data-step="100"])');
    await button(page, 'Reset').click();
    await atStep(page, 0);
    await button(page, '1 step').click();
    await atStep(page, 1);
    expect(await page.getByText('keeps the run up to step').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('are not kept where there is no room, which is said once and harms nothing', async () => {
    const { page, complaints } = await open();
    const devtools = await page.context().newCDPSession(page);
    const { origin } = new URL(site.url);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await hundred(page, 100);
    await page.getByText(/^keep: expected room in the storage of the browser/).waitFor({ timeout: PATIENCE });
    await hundred(page, 200);
    expect(complaints).toEqual([]);
  });
});

interface Refusals {
  refusals: number;
}

/** Evaluated before the page: counts the runs that it claimed in vain. */
function noteRefusals(): void {
  const noted = globalThis as unknown as Refusals;
  noted.refusals = 0;
  const { request } = LockManager.prototype;
  LockManager.prototype.request = function (this: LockManager, ...args: unknown[]) {
    const asked = Reflect.apply(request, this, args) as Promise<unknown>;
    asked.catch(() => noted.refusals++);
    return asked;
  } as typeof request;
}

/** Evaluated in the page. */
function wasRefused(): boolean {
  return (globalThis as unknown as Refusals).refusals > 0;
}

/** Evaluated in the worker: something breaks outside of all that is guarded. */
function fault(): void {
  setTimeout(() => {
    throw new Error('out of its mind');
  });
}
