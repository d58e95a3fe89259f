import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { serveStudio } from '../../src/studio/server/serve.ts';
import { CHROMIUM } from '../engine/browser.ts';

const CONFIG = join(import.meta.dirname, '../../src/studio/web/vite.config.ts');

/** The studio as it is now, built and served, with a browser to look at it. */
export interface Site {
  readonly url: string;
  /** A new page, and what its console complained of. */
  open(hash: string, options?: PageOptions): Promise<{ page: Page; complaints: string[] }>;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly touch?: boolean;
}

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** Builds into a folder of its own: the tests see the sources as they are. */
export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'saddle-studio-'));
  const pages = join(folder, 'pages');
  await build({ configFile: CONFIG, logLevel: 'error', build: { outDir: pages } });
  const studio = await serveStudio({ port: 0, root: join(folder, 'runs'), pages, command: [] });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return {
    url: studio.url,
    open: (hash, options) => openPage(browser, studio.url + hash, options),
    async close() {
      await browser.close();
      await studio.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openPage(browser: Browser, address: string, options: PageOptions = {}) {
  const { width = 1280, height = 900, dark = false, touch = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: touch,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  await page.goto(address);
  return { page, complaints };
}
