import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { serveStudio } from '../../src/studio/server/serve.ts';
import { CHROMIUM } from '../engine/browser.ts';
import { builtPages } from './pages.ts';

/** A busy machine starts a browser slowly, in ms. */
export const PATIENCE = 240_000;

/** The studio as it is now, built and served, with a browser to look at it. */
export interface Site {
  readonly url: string;
  readonly port: number;
  /** Of the server as it runs now. */
  readonly token: string;
  readonly browser: Browser;
  /** A new page, and what its console complained of. */
  open(hash: string, options?: PageOptions): Promise<OpenPage>;
  /** Lets a page in, as the address does that the server prints. */
  enter(page: Page): Promise<void>;
  /** Ends the server and starts another one at the same place. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Folder of runs; default an empty one. */
  readonly root?: string;
  /** Program and arguments that are the command line `saddle`; default none. */
  readonly command?: readonly string[];
  /** More flags of Chromium. */
  readonly flags?: readonly string[];
  /** Whether a graphics card is emulated; default there is none. */
  readonly emulated?: boolean;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly touch?: boolean;
  /** How the lab opens; default as for somebody who chose the full view before. */
  readonly lab?: 'full' | 'first visit';
  readonly reducedMotion?: boolean;
  /** Whether tests may add scripts of their own. */
  readonly bypassCSP?: boolean;
  /** Evaluated in the page before its own scripts. */
  readonly before?: () => void;
}

export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

const FLAGS = ['--no-sandbox', '--no-first-run', '--disable-background-networking'];
const NO_GPU = ['--disable-gpu'];
const EMULATED = ['--use-angle=swiftshader', '--ignore-gpu-blocklist', '--enable-unsafe-swiftshader'];

export async function openSite({ root, command = [], ...chosen }: SiteOptions = {}): Promise<Site> {
  const pages = await builtPages();
  const folder = await mkdtemp(join(tmpdir(), 'saddle-studio-'));
  const serve = (port: number) => serveStudio({ port, root: root ?? join(folder, 'runs'), pages, command });
  let studio = await serve(0);
  const { url, port } = studio;
  const browser = await launchChromium(chosen.flags, chosen.emulated);
  return {
    url,
    port,
    get token() {
      return studio.token;
    },
    browser,
    open: (hash, options) => openPage(browser, studio.entrance + hash, options),
    async enter(page) {
      await page.goto(studio.entrance);
    },
    async restart() {
      await studio.close();
      studio = await serve(port);
    },
    async close() {
      await browser.close();
      await studio.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function launchChromium(flags: readonly string[] = [], emulated = false): Promise<Browser> {
  const args = [...FLAGS, ...(emulated ? EMULATED : NO_GPU), ...flags];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

export async function openPage(
  browser: Browser,
  address: string,
  options: PageOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(contextOptions(address, options));
  context.setDefaultTimeout(PATIENCE);
  if (options.before) await context.addInitScript(options.before);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('requestfailed', request => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`); // a stream that the page leaves
  });
  await page.goto(address);
  return { page, complaints };
}

function contextOptions(address: string, options: PageOptions): BrowserContextOptions {
  const { width = 1280, height = 900, dark = false, touch = false, bypassCSP = false } = options;
  const { lab = 'full', reducedMotion = false } = options;
  return {
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: touch,
    bypassCSP,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    ...(lab === 'full' && { storageState: choseFull(new URL(address).origin) }),
  };
}

const choseFull = (origin: string) => ({
  cookies: [],
  origins: [{ origin, localStorage: [{ name: 'saddle-lab', value: 'full' }] }],
});
