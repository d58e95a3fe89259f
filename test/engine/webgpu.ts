import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The software Vulkan driver that Debian's Chromium brings, and the loader that finds it. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const LOADER = '/usr/lib/x86_64-linux-gnu/libvulkan.so.1';

export const NO_VULKAN = `not run: ${DRIVER} or ${LOADER} is missing; get them with: apt-get install chromium libvulkan1`;
export const hasVulkan = existsSync(DRIVER) && existsSync(LOADER);

/** Runs a TypeScript file in a process that has SwiftShader as its only GPU; returns what it printed. */
export const runOnSwiftShader = (file: string): Promise<string> => runWithDriver(file, DRIVER);

/** Runs a TypeScript file in a process that finds no GPU. */
export const runWithoutGpu = (file: string): Promise<string> => runWithDriver(file, '/nonexistent');

async function runWithDriver(file: string, driver: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', join(root, file)], {
    cwd: root,
    env: {
      ...process.env,
      VK_ICD_FILENAMES: driver,
      XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '/tmp',
    },
    maxBuffer: 1 << 26,
  });
  return stdout;
}
