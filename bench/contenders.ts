import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Device } from '../src/engine/engine.ts';

/** One way to start a contender: its threads, and what it sees of the environment. */
export interface Variant {
  readonly label: string;
  readonly threads: number;
  readonly env: NodeJS.ProcessEnv;
}

export interface Contender {
  readonly title: string;
  readonly command: readonly string[];
  /** The best of these counts. */
  readonly variants: readonly Variant[];
}

/** A contender, or why it is not here and how to get it. */
export type Found = Contender | { readonly missing: string };

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const nodeWorker = (name: string) => [process.execPath, '--import', 'tsx', path(name)];
const cores = availableParallelism();

function variant(threads: number): Variant {
  return { label: `${threads} thread${threads === 1 ? '' : 's'}`, threads, env: process.env };
}

function findSaddle(): Found {
  return { title: 'Saddle', command: nodeWorker('saddle-worker.ts'), variants: [variant(cores)] };
}

/**
 * Ways to give PyTorch its threads. It has two pools, OpenMP's and OpenBLAS's; where both have two threads on two
 * cores, OpenMP's spin while OpenBLAS's work and can cost a factor of two or more. So the installed behaviour, passive
 * waits, and threads for OpenBLAS alone are all tried.
 */
const torchThreads = [
  { label: '1 thread', openmp: 1, openblas: 1, env: {} },
  { label: '2 threads', openmp: 2, openblas: 2, env: {} },
  { label: '2 threads, passive waits', openmp: 2, openblas: 2, env: { OMP_WAIT_POLICY: 'PASSIVE' } },
  { label: '2 threads in OpenBLAS only', openmp: 1, openblas: 2, env: {} },
];

/** All of `torchThreads` with OpenBLAS's own choice of kernels and with those that the environment forces, if any. */
function torchVariants(): Variant[] {
  const { OPENBLAS_CORETYPE: forced, OPENBLAS_L2_SIZE: _, ...clean } = process.env;
  const kernels = [{ suffix: '', base: clean }];
  if (forced) kernels.push({ suffix: `, ${forced} kernels`, base: process.env });
  const usable = torchThreads.filter(({ openblas }) => openblas <= cores);
  return kernels.flatMap(({ suffix, base }) =>
    usable.map(({ label, openmp, openblas, env }) => ({
      label: label + suffix,
      threads: openmp,
      env: { ...base, ...env, OMP_NUM_THREADS: `${openmp}`, OPENBLAS_NUM_THREADS: `${openblas}` },
    })),
  );
}

function findTorch(device: Device): Found {
  const hasTorch = (python: string) => spawnSync(python, ['-c', 'import torch, numpy']).status === 0;
  const python = ['/usr/bin/python3', 'python3'].find(hasTorch);
  if (!python) return { missing: 'PyTorch is not installed: apt-get install python3-torch python3-numpy' };
  const variants = device === 'cpu' ? torchVariants() : [variant(cores)];
  return { title: 'PyTorch', command: [python, path('torch_step.py')], variants };
}

/** One thread: TensorFlow.js turns threads off in Node (its issue 3830); forced on, they made it 4 to 6 times slower. */
function findTfjs(): Found {
  const prefix = path('.');
  if (!existsSync(path('node_modules/@tensorflow/tfjs'))) {
    const flags = ['--prefix', prefix, '--no-fund', '--no-audit', '--ignore-scripts'];
    spawnSync('npm', ['install', ...flags], { stdio: ['ignore', process.stderr, 'inherit'], shell: false });
  }
  if (!existsSync(path('node_modules/@tensorflow/tfjs'))) {
    return { missing: 'TensorFlow.js is not installed: npm --prefix bench install' };
  }
  return { title: 'TensorFlow.js', command: nodeWorker('tfjs-worker.mjs'), variants: [variant(1)] };
}

export const contenders = { saddle: findSaddle, torch: findTorch, tfjs: findTfjs } as const satisfies Record<
  string,
  (device: Device) => Found
>;

export type ContenderName = keyof typeof contenders;

export const contenderNames = Object.keys(contenders) as ContenderName[];
