import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { broken, checkLayers } from '../scripts/check-layers.ts';

describe('the layer check', () => {
  it.each([
    ['util/text.ts', '../graph/tensor.ts'],
    ['theory/check.ts', '../data/dataset.ts'],
    ['image/plot.ts', '../theory/index.ts'],
    ['metrics/gauge.ts', '../engine/node.ts'],
    ['train/loop.ts', '../engine/reference.ts'],
    ['train/loop.ts', '../run/disk.ts'],
    ['node/run.ts', '../cli/train.ts'],
    ['index.ts', './engine/web.ts'],
    ['web.ts', './node/run.ts'],
    ['studio/page.ts', './chart.ts'],
    ['page/main.tsx', '../studio/web/shell/canvas.ts'],
    ['engine/reference.ts', 'onnxruntime-node'],
    ['train/loop.ts', 'node:fs'],
    ['util/text.ts', 'lodash'],
  ])('refuses that %s imports %s', (file, imported) => {
    expect(broken(file, imported)).toMatch(/may import|only|no layer|no rule/);
  });

  it.each([
    ['train/loop.ts', '../engine/engine.ts'],
    ['train/loop.ts', '../run/store.ts'],
    ['train/loop.ts', './window.ts'],
    ['graph/ops/conv.ts', '../tensor.ts'],
    ['cli/doctor.ts', '../engine/node-devices.ts'],
    ['page/main.tsx', '../studio/web/shell/theme.css'],
    ['engine/node.ts', 'onnxruntime-node'],
  ])('lets %s import %s', (file, imported) => {
    expect(broken(file, imported)).toBeUndefined();
  });

  it('finds static, re-exported, dynamic and type imports, with their lines', () => {
    const root = mkdtempSync(join(tmpdir(), 'saddle-layers-'));
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    };
    write(
      'util/a.ts',
      "// import '../cli/no.ts'\nimport { x } from '../nn/x.ts';\nexport * from '../gan/y.ts';\n",
    );
    write(
      'graph/b.ts',
      "import type { T } from '../data/t.ts';\nconst m = () => import('../cli/main.ts');\n",
    );
    write('graph/b.test.ts', "import { z } from '../cli/main.ts';\n");
    const found = checkLayers(root).map(({ file, line }) => `${file}:${line}`);
    rmSync(root, { recursive: true });
    expect(found).toEqual(['graph/b.ts:1', 'graph/b.ts:2', 'util/a.ts:2', 'util/a.ts:3']);
  });

  it('finds files that import each other when they run, and lets types do so', () => {
    const root = mkdtempSync(join(tmpdir(), 'saddle-circles-'));
    mkdirSync(join(root, 'util'));
    const write = (file: string, text: string) => writeFileSync(join(root, 'util', file), text);
    write('a.ts', "import { b } from './b.ts';\n");
    write('b.ts', "export { c } from './c.ts';\n");
    write('c.ts', "import { type A, a } from './a.ts';\n");
    write('d.ts', "import type { E } from './e.ts';\n");
    write('e.ts', "import { d } from './d.ts';\nconst later = () => import('./e.ts');\n");
    const found = checkLayers(root).map(({ rule }) => rule);
    rmSync(root, { recursive: true });
    expect(found).toEqual([
      'imports itself: util/a.ts → util/b.ts → util/c.ts → util/a.ts; move what both need below them',
    ]);
  });
});
