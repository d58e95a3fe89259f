import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { BrowserReport, BrowserTask } from './browser-worker.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);
export const NO_CHROMIUM = `not run: there is no ${CHROMIUM}; get it with: apt-get install chromium`;

const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(here, '../../node_modules/onnxruntime-web/dist');
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
};
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** WebGPU on SwiftShader, the software Vulkan driver that Chromium brings. */
export const WEBGPU_FLAGS = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

async function bundle(script: string, folder: string): Promise<void> {
  await build({
    entryPoints: [script],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    logLevel: 'error',
  });
}

const INDEX = 'index.html';
/** A page that has no origin of its own, so that the browser lets it store nothing. */
export const SANDBOXED = 'sandboxed.html';

/** Serves the bundle and the runtime's files, cross-origin isolated, as threads need. */
async function serve(folder: string): Promise<Server> {
  const server = createServer(async ({ url = '/' }, response) => {
    const name = basename(url.split('?')[0]) || INDEX;
    const path = join(url.startsWith('/ort/') ? runtime : folder, name);
    const body = [INDEX, SANDBOXED].includes(name)
      ? '<!doctype html><title>test</title>'
      : await readFile(path).catch(() => null);
    response.writeHead(body === null ? 404 : 200, {
      'content-type': TYPES[name.split('.').at(-1)!] ?? 'application/octet-stream',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'access-control-allow-origin': '*', // for the page that has none
      ...(name === SANDBOXED && { 'content-security-policy': 'sandbox allow-scripts' }),
    });
    response.end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function launch(webgpu: boolean): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...FLAGS, ...(webgpu ? WEBGPU_FLAGS : ['--disable-gpu'])],
  });
}

/** What a visit finds: a page of a browser, and the address of what is served. */
export interface Visited {
  readonly page: Page;
  /** With a slash at the end. */
  readonly url: string;
}

/** Bundles a script, serves it below its name with the ending `.js` beside the runtime's files, and visits an empty page of it. */
export async function visitPage<T>(
  script: string,
  webgpu: boolean,
  visit: (visited: Visited) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'saddle-browser-'));
  await bundle(script, folder);
  const server = await serve(folder);
  const browser = await launch(webgpu);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(240_000); // a busy machine starts a browser slowly
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await page.goto(url);
    return await visit({ page, url });
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}

/** Runs the conformance suite in a worker of a page in headless Chromium. */
export function conformInBrowser(task: BrowserTask): Promise<BrowserReport> {
  return visitPage(join(here, 'browser-worker.ts'), task.device === 'webgpu', async ({ page }) => {
    const result = await page.evaluate(runInWorker, task);
    if ('failure' in result) throw new Error(String(result.failure));
    return result;
  });
}

/** Evaluated in the page. */
function runInWorker(task: BrowserTask): Promise<BrowserReport | { failure: string }> {
  return new Promise(resolve => {
    const worker = new Worker('/browser-worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ failure: `worker: ${message}` });
    worker.postMessage(task);
  });
}
