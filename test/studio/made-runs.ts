import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng } from '../../src/image/png.ts';
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

const lines = (rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('');

/** A run that was left after 400 of 1000 steps, written as the store writes it. */
export function makeRun(root: string, id: string, overrides: Readonly<Record<string, unknown>> = {}): void {
  const folder = join(root, id);
  mkdirSync(join(folder, 'checkpoints/step-00000400'), { recursive: true });
  const config = resolveConfig({ recipe: 'ring', overrides: { steps: 1000, ...overrides } });
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
  writeFileSync(join(folder, 'diagnosis.jsonl'), lines([finding]));
  for (const [i, name] of ['fakes000000.png', 'fakes000200.png', 'fakes000400.png', 'reals.png'].entries()) {
    const data = new Uint8Array(4 * 4 * 3).fill(60 * i);
    writeFileSync(join(folder, name), encodePng({ width: 4, height: 4, channels: 3, data }));
  }
}
