import { describe, expect, it } from 'vitest';
import { conformInBrowser, hasChromium, NO_CHROMIUM } from './browser.ts';
import type { BrowserReport, BrowserTask } from './browser-worker.ts';
import { conformance } from './conformance.ts';

if (!hasChromium) console.error(`\n*** WASM and WebGPU in a browser: ${NO_CHROMIUM} ***\n`);

const tasks: BrowserTask[] = [
  { device: 'wasm', threads: 1 },
  { device: 'wasm', threads: 2 },
  { device: 'webgpu', threads: 1 },
];

describe.skipIf(!hasChromium).each(tasks)('$device in a worker of Chromium, threads: $threads', task => {
  let report: Promise<BrowserReport>;

  it('starts', async () => {
    report = conformInBrowser(task);
    expect((await report).description).toContain(task.device);
    expect((await report).isolated).toBe(true);
  });

  it.each(conformance)('$name', async ({ name }) => {
    expect((await report).faults[name]).toBeNull();
  });
});
