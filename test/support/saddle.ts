import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The command line as a program that starts without a loader, and a folder to run it in. */
export interface Saddle {
  readonly folder: string;
  /** Path of the program, for a test that starts it under another one. */
  readonly script: string;
  start(...args: string[]): Running;
  /** Runs it to its end. */
  run(...args: string[]): Promise<Ended>;
  remove(): void;
}

export interface Running {
  readonly child: ChildProcess;
  readonly output: { text: string; errors: string };
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** Exit code; null when a signal killed it. */
  readonly code: number | null;
  readonly text: string;
  readonly errors: string;
}

/** Bundles the sources and zod into a folder below node_modules, where the other packages are found. */
export async function buildSaddle(): Promise<Saddle> {
  const folder = mkdtempSync(join(root, 'node_modules/.saddle-test-'));
  await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outdir: join(folder, 'bundle'),
    bundle: true,
    splitting: true,
    external: ['@huggingface/hub', 'commander', 'fast-png', 'onnxruntime-node', 'sharp'],
    minifySyntax: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
  });
  const script = join(folder, 'bundle/run.mjs');
  writeFileSync(script, "import { main } from './main.js';\nawait main(process.argv.slice(2));\n");
  const start = (...args: string[]) => spawned(script, folder, args);
  return {
    folder,
    script,
    start,
    run: (...args) => start(...args).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function spawned(script: string, cwd: string, args: string[]): Running {
  const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '', errors: '' };
  child.stdout.on('data', chunk => (output.text += chunk));
  child.stderr.on('data', chunk => (output.errors += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  return { child, output, ended };
}

/** Waits until a condition holds, looking often; fails after `ms`, which a busy machine may need. */
export async function until(condition: () => boolean, ms = 240_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain for ${condition}`);
    await new Promise(resolve => setTimeout(resolve, 2));
  }
}
