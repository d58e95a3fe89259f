import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { memoryRun } from '../../src/run/memory.ts';
import type { RunStore } from '../../src/run/store.ts';
import type { Config } from '../../src/train/config.ts';
import type { Finding } from '../../src/train/monitor/monitor.ts';
import type { SignKind } from '../../src/train/monitor/signs/index.ts';
import { record } from '../../src/train/record.ts';
import { resolveConfig } from '../../src/train/resolve.ts';

/** Trains until the end, or until `last` steps are done; returns what was found. */
async function findings(config: Config, store: RunStore, last = config.steps): Promise<Finding[]> {
  const dataset = await openDataset(config.data, nodeHost());
  const stop = new AbortController();
  const found: Finding[] = [];
  const engine = nodeEngine('cpu', { threads: 1 });
  for await (const event of record({ config, dataset, engine, store, signal: stop.signal })) {
    if (event.type === 'diagnosis') found.push(event);
    if (event.type === 'progress' && event.step >= last) stop.abort();
  }
  return found;
}

const train = async (config: Config) => findings(config, await memoryRun(config));
const kinds = (found: readonly Finding[]) => [...new Set(found.map(({ kind }) => kind))];

/** The sentence with its numbers, and the remedy that is tried here; undefined: none of those named. */
const failures: Readonly<Record<SignKind, readonly [says: RegExp, flags: string, cure: object]>> = {
  divergence: [/double every \d+/, '--update extragradient', { update: 'extragradient' }],
  saturation: [/passes on 0\.\d+ %/, '--objective non-saturating', { objective: { kind: 'non-saturating' } }],
  'discriminator-wins': [
    /D\(x\) = 1, D\(G\(z\)\) = \d\.\d+e-4;/,
    '--lr-g 0.002',
    { optimizer: { generator: { lr: 0.002 } } },
  ],
  oscillation: [/every (9|10|11)\d steps/, '--penalty r1:1', { penalties: [{ kind: 'r1', weight: 1 }] }],
  'mode-dropping': [
    /of 8 have no good samples/,
    '--objective relativistic --penalty r1:1,r2:1',
    {
      objective: { kind: 'relativistic' },
      penalties: [
        { kind: 'r1', weight: 1 },
        { kind: 'r2', weight: 1 },
      ],
    },
  ],
  overfitting: [/r_v = (0\.[4-9]|1\.)/, '', { data: { count: 5000 } }],
};

describe.each(Object.entries(failures))('fail-%s', (kind, [says, flags, cure]) => {
  const recipe = `fail-${kind}`;

  it('is found, and its remedy named', async () => {
    const found = await train(resolveConfig({ recipe }));
    const finding = found.find(f => f.kind === kind)!;
    expect(kinds(found)).toContain(kind);
    expect(finding.sentence).toMatch(says);
    const named = finding.remedies.map(remedy => remedy.flags);
    if (flags !== '') expect(named).toContain(flags);
    expect(named.length).toBeGreaterThan(0);
  });

  it('is not found once cured', async () => {
    const found = await train(resolveConfig({ recipe, overrides: { ...cure } }));
    expect(kinds(found)).not.toContain(kind);
  });
});

describe('diagnosis of an interrupted run', () => {
  const text = async (store: RunStore, name: string) => new TextDecoder().decode(await store.readFile(name));

  it.each(['fail-mode-dropping', 'fail-overfitting'])('%s: is the same to the byte', async recipe => {
    const overrides = { steps: 900, checkpointEvery: 150 };
    const config = resolveConfig({ recipe, overrides });
    const [whole, cut] = [await memoryRun(config), await memoryRun(config)];
    await findings(config, whole);
    for (const last of [130, 420, 700, 900]) await findings(config, cut, last);
    expect(await text(whole, 'diagnosis.jsonl')).toContain('"change":"appears"');
    expect(await text(cut, 'diagnosis.jsonl')).toBe(await text(whole, 'diagnosis.jsonl'));
    expect(await text(cut, 'stats.jsonl')).toBe(await text(whole, 'stats.jsonl'));
    expect((await cut.loadCheckpoint())!.meta).toEqual((await whole.loadCheckpoint())!.meta);
    expect(await text(whole, 'README.md')).toMatch(/## Diagnosis\n\n- Step \d+: .* To try: `--/);
  });

  it('forgets findings of steps that are taken again', async () => {
    const config = resolveConfig({
      recipe: 'fail-overfitting',
      overrides: { steps: 600, checkpointEvery: 100 },
    });
    const store = await memoryRun(config);
    await findings(config, store);
    const before = await text(store, 'diagnosis.jsonl');
    const later = before.replaceAll(/"step":\d+(?=,"sentence")/g, '"step":99999');
    for (const line of later.trim().split('\n')) await store.append('diagnosis.jsonl', JSON.parse(line));
    await findings(config, store);
    expect(await text(store, 'diagnosis.jsonl')).toBe(before);
  });
});
