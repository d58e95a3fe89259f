import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Setup } from '../../setup/model.ts';
import { pointChanges } from '../points.ts';
import { codeOf } from './code.ts';

const root = join(import.meta.dirname, '../../../../..');

/** What the code prints, run as its reader would, with the sources in place of the installed package. */
function run(code: string): { status: number | null; out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-code-'));
  const file = join(folder, 'gan.mts');
  writeFileSync(file, code);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
  });
  rmSync(folder, { recursive: true });
  return { status, out: stdout + stderr };
}

const circle = Array.from({ length: 240 }, (_, i) => Math.round(1000 * Math.cos(i)) / 1000);

it.each<Setup>([
  { recipe: 'lab', changes: { steps: '3' } },
  {
    recipe: 'lab',
    changes: {
      steps: '3',
      seed: '7',
      objective: 'hinge',
      penalties: 'r1:0.5,r2',
      'optimizer.generator.lr': '0.01:0.001@500',
      'generator.hidden': '8,8',
      'data.name': 'normal',
      'data.mean': '2',
      device: 'wasm',
    },
  },
  { recipe: 'lab', changes: { steps: '3', ...pointChanges(2, circle) } },
])('runs %#', setup => {
  const code = codeOf(setup);
  expect(code.split('\n').every(line => line.length <= 110)).toBe(true);
  const { status, out } = run(code);
  expect(out).toContain('lossD');
  expect(status).toBe(0);
});

it('holds the seed, the steps and every changed value, typed', () => {
  const code = codeOf({ recipe: 'lab', changes: { batch: '64', 'optimizer.generator.lr': '0.01' } });
  expect(code).toContain(
    "resolveConfig({ recipe: 'lab', overrides: { batch: 64, optimizer: { generator: { lr: 0.01 } }, seed: 0, steps:",
  );
});
