import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { safe } from '../../src/cli/terminal.ts';
import { sampleRun } from '../../src/node/sample.ts';
import { setUp } from '../../src/node/setup.ts';
import { encodeManifest, type Manifest } from '../../src/run/manifest.ts';
import { nodeDigest } from '../../src/run/node-files.ts';
import { configFields } from '../../src/train/fields.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { UserError } from '../../src/util/error.ts';
import type { Attack, Tally } from './attack.ts';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const ESCAPE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e';

/** Too large by far, or of another kind. */
const VALUES: readonly (() => unknown)[] = [
  ...[1e9, 1e15, Number.MAX_SAFE_INTEGER, -1, 0, 1e-300, Number.POSITIVE_INFINITY, Number.NaN].map(
    n => () => n,
  ),
  ...['', ESCAPE, '__proto__', 'r1:1e999', [], [1e9], [1e9, 1e9], [0], {}, null, true].map(v => () => v),
  () => nested(100_000),
  () => ({ kind: 'linear', from: 1e308, to: -1e308, steps: 1e15 }),
  () => JSON.parse('{"__proto__": {"family": "mlp"}}'),
];

const RECIPES = ['ring', 'mnist'] as const;

/** Configs that each have one hostile value, and some whose parts are huge together. */
function* configs(): Generator<[string, () => Promise<unknown>]> {
  for (const recipe of RECIPES) {
    for (const { path } of configFields()) {
      if (path === 'device' || path === 'recipe') continue; // looks for GPUs; names a recipe
      for (const [i, value] of VALUES.entries()) {
        const overrides = () => ({ device: 'cpu', ...nest(path.split('.'), value()) });
        yield [
          `${recipe} ${path} #${i}`,
          async () => setUp(resolveConfig({ recipe, overrides: overrides() })),
        ];
      }
    }
  }
}

function nest([key, ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  return { [key]: rest.length === 0 ? value : nest(rest, value) };
}

/** The issue's own: each must be refused. */
const REFUSED: readonly [string, Record<string, unknown>][] = [
  ['ring', { data: { modes: 1e9 } }],
  ['ring', { data: { count: 1e10 } }],
  ['ring', { data: { count: 0 }, batch: 1e9 }],
  ['ring', { generator: { hidden: [1e6, 1e6] } }],
  ['ring', { noise: { dimension: 1e9 } }],
  ['grid', { data: { side: 1e6 } }],
  ['ring', { data: { name: 'line', sigma: 1e-12 } }],
  ['ring', { data: { name: 'spiral', arms: 1e9 } }],
  ['ring', { data: { name: 'checkerboard', cells: 1e6 } }],
  ['ring', { data: { name: 'high-dim', dimension: 1e9, modes: 10 } }],
  ['ring', { data: { name: 'stacked-mnist', count: 1e12 } }],
  ['ring', { lr: nested(100_000) }],
  ['ring', { generator: { family: 'dcgan' } }],
];

const FILE = { name: 'model.safetensors', bytes: 1, sha256: 'x' };
const GOOD = { schema: 1, step: 1, statsOffset: 0, files: [FILE], meta: { shape: [2] } };
/** Sealed as Saddle seals them, and yet no manifests. */
const MANIFESTS: readonly unknown[] = [
  ...[
    undefined,
    null,
    3,
    'x',
    {},
    [null],
    [{}],
    [{ ...FILE, name: '../../../dev/zero' }],
    [{ ...FILE, name: '/x' }],
  ].map(files => ({ ...GOOD, files })),
  ...[undefined, null, 3, [], 'x'].map(meta => ({ ...GOOD, meta, files: [] })),
  ...[null, [], [1e9, 1e9], [-1], 'x', [null]].map(shape => ({ ...GOOD, files: [], meta: { shape } })),
  ...[undefined, null, 'x', 99].map(schema => ({ ...GOOD, schema })),
  ...[undefined, null, -1, 1.5, 2].map(step => ({ ...GOOD, step })),
  ...[undefined, -1, 'x'].map(statsOffset => ({ ...GOOD, statsOffset })),
  { ...GOOD, files: [], meta: { shape: [2], display: 'x' } },
  { ...GOOD, files: [] },
];
const CONFIGS = [
  '3',
  'null',
  '[]',
  '"x"',
  '{',
  '{}',
  '{"recipe": 5}',
  `{"lr": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
];

export const hostileConfigs: Attack = {
  summary:
    'configs without limits, crafted manifests and run folders, escape sequences: sentences, never a stack',
  async run(tally, scale) {
    const all = [...configs()].filter((_, i) => i % Math.max(1, Math.round(1 / scale)) === 0);
    for (const [name, attempt] of all) await speaks(tally, name, attempt, false);
    for (const [recipe, overrides] of REFUSED) {
      const attempt = async () =>
        setUp(resolveConfig({ recipe, overrides: { device: 'cpu', ...overrides } }));
      await speaks(tally, `${recipe} ${Object.keys(overrides)}`, attempt, true);
    }
    await folders(tally);
    terminal(tally);
  },
};

/** Whether an attempt succeeds, where it may, or fails in a sentence for the user. */
async function speaks(
  tally: Tally,
  name: string,
  attempt: () => Promise<unknown>,
  mustFail: boolean,
): Promise<void> {
  try {
    await attempt();
    tally.count(name, !mustFail, 'was accepted');
  } catch (error) {
    const said = error instanceof UserError && error.message.length < 4000;
    tally.count(name, said, String((error as Error).stack).slice(0, 300));
  }
}

async function folders(tally: Tally): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'saddle-attack-'));
  try {
    const config = JSON.stringify(resolveConfig({ recipe: 'ring' }));
    for (const [i, manifest] of MANIFESTS.entries()) {
      const folder = runFolder(join(root, `manifest${i}`), config, manifest);
      await speaks(
        tally,
        `manifest ${JSON.stringify(manifest).slice(0, 100)}`,
        () => sampleRun(folder),
        true,
      );
    }
    for (const [i, text] of CONFIGS.entries()) {
      const folder = runFolder(join(root, `config${i}`), text, GOOD);
      await speaks(tally, `config.json ${text.slice(0, 20)}`, () => sampleRun(folder), true);
    }
  } finally {
    rmSync(root, { recursive: true });
  }
}

function runFolder(folder: string, config: string, manifest: unknown): string {
  const checkpoint = join(folder, 'checkpoints/step-00000001');
  mkdirSync(checkpoint, { recursive: true });
  writeFileSync(join(folder, 'config.json'), config);
  writeFileSync(join(checkpoint, 'manifest.json'), encodeManifest(manifest as Manifest, nodeDigest));
  writeFileSync(join(checkpoint, 'model.safetensors'), 'x');
  return folder;
}

function terminal(tally: Tally): void {
  for (let code = 0; code < 0x2100; code++) {
    const text = `a${String.fromCharCode(code)}b`;
    const shown = safe(text);
    const harmless = !/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/u.test(shown);
    const json = JSON.stringify({ text });
    tally.count(`U+${code.toString(16)}`, harmless && JSON.parse(safe(json)).text === text, shown);
  }
}
