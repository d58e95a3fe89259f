import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/registry.ts';
import { parseRefinement, refinement } from '../../src/gan/refine/index.ts';
import { dimensionOf } from '../../src/metrics/bounds.ts';
import { type Cure, games, setupsOf } from '../../src/studio/web/course/cures/cure.ts';
import { unpackPoints } from '../../src/studio/web/course/cures/end.ts';
import { afterwards, cures } from '../../src/studio/web/course/cures/index.ts';
import { ends, measured, sameIn, seenIn } from '../../src/studio/web/course/cures/measured.ts';
import { objectiveCures } from '../../src/studio/web/course/cures/objectives.tsx';
import { penaltyCures } from '../../src/studio/web/course/cures/penalties.tsx';
import { noiseCures, stepCures, varietyCures } from '../../src/studio/web/course/cures/settings.tsx';
import { clippingCures, weightCures } from '../../src/studio/web/course/cures/weights.tsx';
import { configOf } from '../../src/studio/web/setup/model.ts';
import { buildGan } from '../../src/train/build.ts';

const SEEDS = 5;
const docs = join(import.meta.dirname, '../../docs');
const trained: [string, Cure][] = Object.entries(cures);

describe("the course's cures", () => {
  it('have a name each', () => {
    const tables = [
      objectiveCures,
      penaltyCures,
      weightCures,
      clippingCures,
      noiseCures,
      varietyCures,
      stepCures,
    ];
    const names = [...tables, afterwards].flatMap(table => Object.keys(table));
    expect(new Set(names).size).toBe(names.length);
    expect(trained.length + Object.keys(afterwards).length).toBe(names.length);
  });

  it('cover every page of docs/objectives and docs/cures', () => {
    const general = ['cures/README.md', 'cures/benchmarks.md', 'cures/diagnosis.md'];
    const pages = ['objectives', 'cures'].flatMap(folder =>
      readdirSync(join(docs, folder)).map(name => `${folder}/${name}`),
    );
    const named = [...trained.map(([, cure]) => cure), ...Object.values(afterwards)].map(({ page }) => page);
    expect([...new Set(named)].sort()).toEqual(pages.filter(page => !general.includes(page)).sort());
  });

  it.each(trained)('%s: both of its games can be played in the page, and differ', async (_, { trial }) => {
    const [before, after] = setupsOf(trial).map(configOf);
    for (const config of [before, after]) {
      const dataset = await openDataset(config.data);
      expect(dimensionOf(dataset)).toBeLessThanOrEqual(2);
      expect(buildGan(config, dataset).step.program.inputs.length).toBeGreaterThan(0);
    }
    expect(after).not.toEqual(before);
    expect(after.seed).toBe(before.seed);
    expect(after.steps).toBe(before.steps);
  });

  it.each(Object.entries(afterwards))('%s: is a way to make samples', (_, { method }) => {
    const limit = /^truncation:(\d+)$/.exec(method)?.[1];
    expect(limit === undefined ? refinement(parseRefinement(method)).kind : Number(limit)).toBeTruthy();
    expect(configOf(games.bridges).steps).toBeGreaterThan(0);
  });

  it('are measured: run bench/lessons.ts after a change', () => {
    expect(Object.keys(measured).sort()).toEqual([...Object.keys(cures), ...Object.keys(afterwards)].sort());
    for (const [name, pair] of Object.entries(measured)) {
      expect(pair, name).toHaveLength(2);
      for (const { distance, end } of pair) {
        expect(distance, name).toHaveLength(SEEDS);
        expect(end === undefined || ends[end] !== undefined, name).toBe(true);
      }
    }
  });

  it('cure: the difference is seen in at least four of five seeds, or it is said that there is none', () => {
    const all = [...trained, ...Object.entries(afterwards)].filter(([, { aim }]) => aim !== 'weak');
    expect(all.length).toBeGreaterThan(45);
    const counts = all.map(([name, { aim }]) => {
      const pair = measured[name];
      return [name, (aim === 'same' ? sameIn(pair) : seenIn(pair)).filter(Boolean).length] as const;
    });
    expect(counts.filter(([, count]) => count < SEEDS - 1)).toEqual([]);
  });

  it('have a picture of where both ended', () => {
    for (const { bounds, reals, samples, outside } of Object.values(ends)) {
      const d = bounds.y ? 2 : 1;
      expect(unpackPoints(reals, bounds).length / d).toBeGreaterThan(10);
      expect(unpackPoints(samples, bounds).length > 0).toBe(outside < 100);
    }
  });
});
