import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, NO_CHROMIUM, WEBGPU_FLAGS } from '../engine/browser.ts';
import { builtPages } from './pages.ts';
import { launchChromium, openPage, openSite, type Site } from './site.ts';

if (!hasChromium) console.log(`*** devices of the lab in Chromium *** ${NO_CHROMIUM}`);

/** A busy machine starts a browser slowly. */
const PATIENCE = 240_000;

/** Its own warning when a page asks for an adapter. */
const CHROMIUM_SAYS = 'No available adapters.';

const appears = (page: Page, selector: string) =>
  page.locator(selector).first().waitFor({ timeout: PATIENCE });
const machine = (text: string) => `section[aria-label="Machine"]:has-text("${text}")`;
const step = (page: Page) => page.getByRole('button', { name: '1 step', exact: true }).click();

describe.skipIf(!hasChromium)('devices of the lab', { timeout: 2 * PATIENCE }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, PATIENCE);
  afterAll(() => site?.close());

  it('stays on WASM, and says why, where a browser has no WebGPU', async () => {
    const { page, complaints } = await site.open('#/lab');
    await appears(page, machine(', wasm, 1 thread'));
    await page.getByLabel('Runs on').selectOption('webgpu');
    await page.getByRole('alert').filter({ hasText: 'the run stays on WASM' }).waitFor();
    await appears(page, 'button.primary:enabled');
    await appears(page, machine(', wasm, 1 thread'));
    expect(page.url()).toContain('device=webgpu');
    expect(complaints.filter(text => text !== CHROMIUM_SAYS)).toEqual([]);
  });

  it('trains on WebGPU where there is an adapter', async () => {
    const browser = await launchChromium(WEBGPU_FLAGS);
    try {
      const { page, complaints } = await openPage(browser, `${site.url}#/lab?device=webgpu`);
      await appears(page, machine(', webgpu'));
      await step(page);
      await appears(page, '.where[data-step="1"]');
      expect(await page.getByRole('alert').count()).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('trains without shared memory from a host that sends no headers, and says so', async () => {
    const server = await plainHost(await builtPages());
    try {
      const { port } = server.address() as AddressInfo;
      const { page, complaints } = await openPage(site.browser, `http://127.0.0.1:${port}/#/lab`);
      await appears(page, machine('no shared memory, so there is one thread'));
      await step(page);
      await appears(page, '.where[data-step="1"]');
      expect(complaints).toEqual([]);
    } finally {
      server.close();
    }
  });
});

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Any static host: files and types, nothing else. */
async function plainHost(folder: string): Promise<Server> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = join(folder, new URL(url, 'http://host/').pathname.replace(/\/$/, '/index.html'));
    const body = await readFile(path).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' });
    response.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}
