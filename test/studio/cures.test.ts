import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gridFigures } from '../../bench/pages.ts';
import { openDataset } from '../../src/data/registry.ts';
import { parseRefinement, refinement } from '../../src/gan/refine/index.ts';
import { dimensionOf } from '../../src/metrics/bounds.ts';
import { type Cure, games, setupsOf } from '../../src/studio/web/course/cures/cure.ts';
import { afterwards, cures } from '../../src/studio/web/course/cures/index.ts';
import { measured, onGrid } from '../../src/studio/web/course/cures/measured.ts';
import { objectiveCures } from '../../src/studio/web/course/cures/objectives.tsx';
import { penaltyCures } from '../../src/studio/web/course/cures/penalties.tsx';
import { noiseCures, stepCures, varietyCures } from '../../src/studio/web/course/cures/settings.tsx';
import { clippingCures, weightCures } from '../../src/studio/web/course/cures/weights.tsx';
import { configOf } from '../../src/studio/web/setup/model.ts';
import { buildGan } from '../../src/train/build.ts';

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
    for (const pair of Object.values(measured)) expect(pair).toHaveLength(2);
    expect(onGrid).toEqual(gridFigures());
    for (const [name, { grid }] of trained)
      if (grid !== undefined) expect(onGrid, name).toHaveProperty([grid]);
  });
});
