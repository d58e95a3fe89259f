import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** All modules that a module imports, directly or not, types left out. */
function reach(path: string, seen: Set<string>): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, clause, target] of text.matchAll(/^(?:import|export) ([^;]*?)from '([^']+)';/gm)) {
    if (clause.startsWith('type ')) continue;
    if (target.startsWith('.')) reach(join(dirname(path), target), seen);
    else seen.add(target);
  }
  return seen;
}

it.each([
  'src/index.ts',
  'src/web.ts',
  'src/data/batches.ts',
  'src/data/registry.ts',
  'src/run/memory.ts',
  'src/run/safetensors.ts',
  'src/image/picture.ts',
  'src/image/png.ts',
  'src/util/npy.ts',
])('%s can be imported in a browser', entry => {
  const modules = [...reach(join(root, entry), new Set())];
  expect(modules.length).toBeGreaterThan(1);
  expect(modules.filter(name => name.startsWith('node:') || /^(sharp|onnxruntime)/.test(name))).toEqual([]);
});
