import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng } from '../../src/image/png.ts';
import { figureKinds } from '../../src/metrics/index.ts';
import { resolveConfig } from '../../src/train/resolve.ts';

const finding = {
  kind: 'saturation',
  change: 'appears',
  severity: 'serious',
  step: 300,
  sentence: 'the loss of G saturates',
  remedies: [
    { flags: '--objective hinge', patch: { objective: { kind: 'hinge' } }, page: 'docs/objectives/hinge.md' },
  ],
};

const figure = (value: number, mean: number) => ({
  value,
  floor: { mean, deviation: 0.01 * mean },
  samples: 2500,
  network: null,
});

/** A line of `metric-<name>.jsonl`, as a run writes it that measures itself. */
function evaluated(figure: string, step: number, value: number, floor: number, fingerprint: string) {
  const metric = `${figure}500`;
  const { title, better } = figureKinds[figure];
  const detail = { figure, title, better, value, error: 0.04 * floor, samples: 500, network: null };
  return {
    ...{ results: { [metric]: value }, metric, num_gpus: 0, snapshot_pkl: `checkpoints/step-${step}`, step },
    ...{ seed: 0, draws: 3, data: { name: 'ring', fingerprint }, version: '0.1.0', training: true },
    detail: { ...detail, floor: { mean: floor, deviation: 0.02 * floor } },
  };
}

const lines = (rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('');

const SHORT = { steps: 1000, evaluateEvery: 200, bestBy: 'w2' };

/** A run that was left after 400 of 1000 steps, written as the store writes it. */
export function makeRun(root: string, id: string, overrides: Readonly<Record<string, unknown>> = {}): void {
  const folder = join(root, id);
  mkdirSync(join(folder, 'checkpoints/step-00000400'), { recursive: true });
  const config = resolveConfig({ recipe: 'ring', overrides: { ...SHORT, ...overrides } });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const lossD = config.seed + 1;
  const rows = [1, 2, 3, 4].map(i => ({ step: 100 * i, lossD: lossD / i, lossG: i, value: -1 }));
  writeFileSync(join(folder, 'stats.jsonl'), lines(rows));
  const measured = [0, 200, 400].map(step => ({
    step,
    figures: {
      modesFound: { ...figure(step / 50, 8), of: 8 },
      highQuality: figure(step / 500, 0.989),
      w2: figure(1 / (1 + step), 0.02),
    },
  }));
  writeFileSync(join(folder, 'metrics.jsonl'), lines(measured));
  const evaluate = (figure: string, step: number, value: number, floor: number) =>
    evaluated(figure, step, value + config.seed / 1000, floor, String(config.data.name));
  const w2 = [evaluate('w2', 200, 0.09, 0.05), evaluate('w2', 400, 0.12, 0.05)];
  writeFileSync(join(folder, 'metric-w2500.jsonl'), lines(w2));
  writeFileSync(join(folder, 'metric-js500.jsonl'), lines([evaluate('js', 400, 0.2, 0.05)]));
  writeFileSync(join(folder, 'diagnosis.jsonl'), lines([finding]));
  for (const [i, name] of ['fakes000000.png', 'fakes000200.png', 'fakes000400.png', 'reals.png'].entries()) {
    const data = new Uint8Array(4 * 4 * 3).fill(60 * i);
    writeFileSync(join(folder, name), encodePng({ width: 4, height: 4, channels: 3, data }));
  }
}
