import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factsOf, look } from '../../src/cli/inspect.ts';
import { forkRun, resumeRun, startRun } from '../../src/node/run.ts';
import { sampleRun } from '../../src/node/sample.ts';
import { setUp } from '../../src/node/setup.ts';
import { encodeManifest, type Manifest } from '../../src/run/manifest.ts';
import { nodeDigest } from '../../src/run/node-files.ts';
import { configFields } from '../../src/train/fields.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { UserError } from '../../src/util/error.ts';
import { safe } from '../../src/util/text.ts';
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
  ['ring', { latent: { dim: 1e9 } }],
  ['grid', { data: { side: 1e6 } }],
  ['ring', { data: { name: 'line', sigma: 1e-12 } }],
  ['ring', { data: { name: 'spiral', arms: 1e9 } }],
  ['ring', { data: { name: 'checkerboard', cells: 1e6 } }],
  ['ring', { data: { name: 'high-dim', dimension: 1e9, modes: 10 } }],
  ['ring', { data: { name: 'stacked-mnist', count: 1e12 } }],
  ['ring', { lr: nested(100_000) }],
  ['ring', { generator: { family: 'dcgan' } }],
];

type Sealed = Record<string, unknown> & { readonly meta: Record<string, unknown> };

const HUGE = [1e9, 1e9];
const DEEP = '['.repeat(1e5) + ']'.repeat(1e5);
const [HISTORY, PULSE] = [
  { width: 1, count: 0, sums: [0, 0, 0, 0, 0, 0], blocks: {} },
  { sizes: [], size: 0, count: 0 },
];

/** Sealed as Saddle seals them, each with one thing that no run writes; all else is as it was. */
function manifests(good: Sealed): unknown[] {
  const [file] = good['files'] as readonly Record<string, unknown>[];
  const files = [undefined, null, 3, 'x', {}, [null], [{}], [{ ...file, name: '../../../dev/zero' }]];
  files.push([{ ...file, name: '/x' }], [{ ...file, name: 'own.safetensors' }], [{ ...file, bytes: -1 }]);
  const meta: Record<string, readonly unknown[]> = {
    shape: [undefined, null, [-1], 'x', [null]],
    display: ['x', [1], [null, 1]],
    config: [undefined, null, 3, {}, [], { lr: nested(2000) }, { data: { name: 'x' } }],
    engine: [undefined, null, {}, nested(2000)],
    data: [undefined, 3, {}, nested(2000)],
    ancestry: [null, {}, 'x', [null], [{}], [{ run: 3, step: 'x', config: {} }]],
    window: [null, 3, {}, { count: 'x' }, { count: 1, sums: null }, { count: 1, sums: { lossD: 'x' } }],
    monitor: [
      ...[null, 3, {}, { history: 1 }, { history: {}, pulse: {}, measured: 1, seen: [] }],
      { history: HISTORY, pulse: PULSE, measured: [], seen: {} },
      { ...(good.meta['monitor'] as object), measured: [{ step: 1, largestWeight: 1 }] },
      { ...(good.meta['monitor'] as object), seen: { divergence: 1 } },
    ],
  };
  return [
    ...files.map(files => ({ ...good, files })),
    ...[undefined, null, 3, [], 'x', {}].map(meta => ({ ...good, meta })),
    ...Object.entries(meta).flatMap(([name, values]) =>
      values.map(value => ({ ...good, meta: { ...good.meta, [name]: value } })),
    ),
    ...[undefined, null, 'x', 1, 99].map(schema => ({ ...good, schema })),
    ...[undefined, null, -1, 1.5, 2].map(step => ({ ...good, step })),
    ...[undefined, null, 3, [], { 'stats.jsonl': 3 }].map(logs => ({ ...good, logs })),
  ];
}

/** What of a manifest is not as it was. */
function changes(good: Sealed, { meta, ...rest }: Sealed): object {
  const differing = (a: object, b: object) =>
    Object.entries(b ?? {}).filter(([name, value]) => a[name as never] !== value);
  return Object.fromEntries([...differing(good, rest), ...differing(good.meta, meta)]);
}

/** Names in a sealed list of sums that lead elsewhere, or to what is no file of its own. */
const NAMES = ['../victim', '/victim', 'run.lock', 'checkpoints', 'checkpoints/step-00000001/manifest.json'];
const README = 'README.md';

const CONFIGS = ['3', 'null', '[]', '"x"', '{', '{}', '{"recipe": 5}', `{"lr": ${DEEP}}`];

export const hostileConfigs: Attack = {
  summary:
    'configs without limits, crafted manifests and run folders, escape sequences: sentences, never a stack',
  async run(tally, scale) {
    const all = [...configs()].filter((_, i) => i % Math.max(1, Math.round(1 / scale)) === 0);
    for (const [name, attempt] of all) await speaks(tally, name, attempt, 'either');
    for (const [recipe, overrides] of REFUSED) {
      const attempt = async () =>
        setUp(resolveConfig({ recipe, overrides: { device: 'cpu', ...overrides } }));
      await speaks(tally, `${recipe} ${Object.keys(overrides)}`, attempt, 'refused');
    }
    await folders(tally);
    terminal(tally);
  },
};

/** Whether an attempt succeeds, where it may, or fails in a sentence for the user, where that may be. */
async function speaks(
  tally: Tally,
  name: string,
  attempt: () => Promise<unknown>,
  must: 'refused' | 'accepted' | 'either',
): Promise<void> {
  try {
    await attempt();
    tally.count(name, must !== 'refused', 'was accepted');
  } catch (error) {
    const said = must !== 'accepted' && error instanceof UserError && error.message.length < 4000;
    tally.count(name, said, String((error as Error).stack).slice(0, 300));
  }
}

async function folders(tally: Tally): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'saddle-attack-'));
  try {
    const whole = join(root, 'whole');
    const good = await tinyRun(whole);
    const folder = join(root, 'run');
    for (const manifest of manifests(good)) {
      const name = `manifest ${JSON.stringify(changes(good, manifest as Sealed)).slice(0, 100)}`;
      const sealed = encodeManifest(manifest as Manifest, nodeDigest);
      for (const [verb, attempt] of Object.entries(READERS)) {
        fresh(whole, folder, 'checkpoints/step-00000001/manifest.json', sealed);
        await speaks(
          tally,
          `${verb} of ${name}`,
          () => attempt(folder),
          verb === 'inspect' ? 'either' : 'refused',
        );
      }
    }
    for (const text of CONFIGS) {
      for (const [verb, attempt] of Object.entries(READERS)) {
        fresh(whole, folder, 'config.json', text, 'SHA256SUMS');
        const must = verb === 'resume' && text !== '{' ? 'refused' : 'either'; // others take that of the checkpoint
        await speaks(tally, `${verb} of config.json ${text.slice(0, 20)}`, () => attempt(folder), must);
      }
    }
    for (const shape of [[], [3], HUGE]) {
      const manifest = { ...good, meta: { ...good.meta, shape } };
      const sealed = encodeManifest(manifest as unknown as Manifest, nodeDigest);
      fresh(whole, folder, 'checkpoints/step-00000001/manifest.json', sealed);
      await speaks(tally, `sample of shape ${shape}`, () => sampleRun(folder, { count: 2 }), 'refused');
    }
    for (const name of NAMES) await crafted(tally, whole, folder, name);
    fresh(whole, folder, README, 'x', 'SHA256SUMS');
    for (const [verb, attempt] of Object.entries(READERS))
      await speaks(tally, `${verb} of a run that is whole`, () => attempt(folder), 'accepted');
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** What a crafted list of sums must not reach. */
async function crafted(tally: Tally, whole: string, folder: string, name: string): Promise<void> {
  const body = Buffer.from(`${'0'.repeat(64)}  ${name}\n# or still ${'1'.repeat(64)}  ${name}\n`);
  const sums = `# sha256 of what follows: ${nodeDigest([body])}\n${body}`;
  const victim = join(folder, '../victim');
  for (const [verb, attempt] of Object.entries(READERS)) {
    fresh(whole, folder, 'SHA256SUMS', sums);
    writeFileSync(victim, 'mine');
    await speaks(tally, `${verb} with sums of ${name}`, () => attempt(folder), 'accepted');
    const kept = existsSync(victim) && existsSync(join(folder, 'checkpoints/step-00000001/manifest.json'));
    tally.count(`${verb} with sums of ${name} leaves others alone`, kept, 'a file is gone');
    const copies = readdirSync(join(folder, '..')).filter(found => found.startsWith('victim.'));
    tally.count(`${verb} with sums of ${name} writes nothing elsewhere`, copies.length === 0, copies.join());
  }
}

const READERS: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  inspect: async folder => factsOf(await look(folder)),
  sample: folder => sampleRun(folder, { count: 2 }),
  fork: folder => forkRun(folder, { out: `${folder}-fork`, overrides: { steps: 1 } }),
  resume: folder => resumeRun(folder),
};

/** A run of one step, as its training leaves it; what its manifest says. */
async function tinyRun(out: string): Promise<Sealed> {
  const network = { family: 'mlp', hidden: [2] } as const;
  const overrides = {
    generator: network,
    discriminator: network,
    batch: 2,
    samples: 4,
    steps: 1,
    threads: 1,
  };
  await startRun({ recipe: 'ring', out, overrides });
  rmSync(join(out, 'checkpoints/step-00000000'), { recursive: true });
  return JSON.parse(readFileSync(join(out, 'checkpoints/step-00000001/manifest.json'), 'utf8'));
}

/** The run again, with other content of one file, and without what proves it. */
function fresh(whole: string, folder: string, file: string, content: string | Uint8Array, gone = ''): void {
  for (const path of [folder, `${folder}-fork`]) rmSync(path, { recursive: true, force: true });
  cpSync(whole, folder, { recursive: true });
  writeFileSync(join(folder, file), content);
  if (gone !== '') rmSync(join(folder, gone));
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
