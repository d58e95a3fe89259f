// Trains a recipe for pictures, measures it, and writes its grid and its curve for the docs:
//   npx tsx bench/pictures.ts RECIPE [--seed N] [--points N] [--figure NAME] [--network NAME] [--samples N]
//     [--scale N] [--paper 0-255] [--out FOLDER] [--run FOLDER, of one that measured itself, in place of training]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gridImage } from '../src/image/grid.ts';
import { encodePng } from '../src/image/png.ts';
import { evaluateRun } from '../src/node/evaluate.ts';
import { readMetricLines } from '../src/node/evaluations.ts';
import { startRun } from '../src/node/run.ts';
import { sampleRun } from '../src/node/sample.ts';
import { COLOURS, type Pair, renderSvg } from '../src/theory/plot/chart.ts';
import { columnsInTurn } from '../src/train/pictures.ts';
import type { RecipeName } from '../src/train/recipes.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { UserError } from '../src/util/error.ts';
import { median } from './measure.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '0' },
    points: { type: 'string', default: '10' },
    figure: { type: 'string', default: 'fd' },
    network: { type: 'string' },
    samples: { type: 'string' },
    scale: { type: 'string', default: '1' },
    paper: { type: 'string', default: '0' },
    run: { type: 'string' },
    out: { type: 'string', default: 'docs/images/pictures' },
  },
});
const recipe = positionals[0] as RecipeName;
const { figure, network, out } = values;
const { steps, samples: count } = resolveConfig({ recipe });

const folder = values.run ?? (await trained());
const lines = readMetricLines(folder).filter(line => line.training && line.detail.figure === figure);
if (lines.length === 0) {
  throw new UserError(
    `pictures: expected a run that measured ${figure} while it trained, got none in ${folder}; pass --figure`,
  );
}
const measured = await evaluateRun(folder, {
  network,
  samples: values.samples === undefined ? undefined : Number(values.samples),
});
mkdirSync(out, { recursive: true });
writeFileSync(join(out, `${recipe}.png`), await grid());
writeFileSync(join(out, `${recipe}-curve.svg`), curve());

console.log(
  `${measured.samples} samples, ${measured.draws} draws\n\n| figure | value | real data |\n|---|---|---|`,
);
for (const [name, { value, error, floor }] of Object.entries(measured.figures))
  console.log(
    `| \`${name}\` | ${value.toPrecision(3)} ± ${error.toPrecision(1)} | ${floor.mean.toPrecision(3)} |`,
  );

/** Trains the recipe, says how long it took without its measurements, and returns the folder of the run. */
async function trained(): Promise<string> {
  let compileSeconds = 0;
  let images = 0;
  const rates: number[] = [];
  const run = await startRun({
    recipe,
    overrides: {
      seed: Number(values.seed),
      evaluateEvery: Math.ceil(steps / Number(values.points)),
      bestBy: figure,
    },
    onEvent: event => {
      if (event.type === 'start') compileSeconds = event.compileMs / 1000;
      if (event.type === 'evaluation') console.error(`step ${event.step} of ${steps} is measured`);
      if (event.type !== 'progress') return;
      images = event.images;
      rates.push(event.imagesPerSecond);
    },
  });
  const minutes = (compileSeconds + images / median(rates)) / 60;
  console.log(
    `${recipe}, seed ${values.seed}: ${steps} steps in ${minutes.toFixed(1)} minutes, evaluations not counted, on ${cpus().length} × ${cpus()[0].model}`,
  );
  return run.folder;
}

/** The samples of the run's pictures, as large and on the paper that was asked for. */
async function grid(): Promise<Uint8Array> {
  const { values: samples, shape, display, condition } = await sampleRun(folder, { count });
  const columns = columnsInTurn(condition, count);
  const look = { scale: Number(values.scale), background: Number(values.paper), columns, range: display };
  return encodePng(gridImage(samples, shape, look));
}

/** The figure while the run trained, and what real data score. */
function curve(): string {
  const height = figure === 'fd' ? Math.log10 : (value: number) => value;
  const points = lines.map((line): Pair => [line.step, height(line.detail.value)]);
  const floor = height(lines[0].detail.floor.mean);
  const heights = [floor, ...points.map(([, y]) => y)];
  return renderSvg({
    title: `${lines[0].detail.title} of the recipe ${recipe} by step`,
    width: 480,
    panels: [
      {
        title: `${lines[0].metric}${figure === 'fd' ? ', logarithm to base 10' : ''}`,
        x: [0, steps],
        y: [Math.min(...heights) - 0.1, Math.max(...heights) + 0.1],
        xLabel: 'step',
        marks: [
          { kind: 'rule', y: floor, colour: COLOURS.discriminator, label: 'real data' },
          { kind: 'line', points, colour: COLOURS.data, label: 'generated' },
        ],
      },
    ],
  });
}
