import { join } from 'node:path';
import type { Complex } from '../../theory/dynamics/dirac.ts';
import { COLOURS, type Panel, renderSvg } from '../../theory/plot/chart.ts';
import { rasterize } from '../figure.ts';
import { writeText } from '../folder.ts';
import { markdownTable } from '../table.ts';
import type { DiracPath, DiracResult } from './measure.ts';
import { RATE, START, STEPS } from './methods.ts';

const HEAD = [
  'method',
  'eigenvalues at 0',
  'converges',
  'simultaneous',
  'theory',
  'published',
  'alternating, D first',
  'theory',
  'alternating, G first',
  'published',
];

export const diracNotes = [
  `Distance √(θ² + ψ²) from the equilibrium after ${STEPS.toLocaleString('en-US')} steps of size ${RATE} from (${START}), where it is 1.414: the real training step, float32, against the same rule in float64 (theory) and published values.`,
  'Published: Mescheder, Geiger and Nowozin, arXiv 1801.04406. They alternate with G first, Algorithm 1 with D.',
  'Instance noise is random: theory is its mean motion. The last row is the distance of the average of G alone.',
];

/** Titles and cells. */
export function diracCells(results: readonly DiracResult[]): string[][] {
  return [HEAD, ...results.map(cells)];
}

function cells({ method, eigenvalues, paths, generatorFirst }: DiracResult): string[] {
  const [together, inTurn] = (['simultaneous', 'alternating'] as const).map(order =>
    paths.find(path => path.order === order),
  );
  const pair = (path: DiracPath | undefined) =>
    path ? [distanceText(path.measured), distanceText(path.theory)] : ['–', '–'];
  const published = method.published?.map(distanceText) ?? ['–', '–'];
  return [
    method.name,
    eigenvalues ? eigenvaluesText(eigenvalues) : '–',
    method.converges,
    ...pair(together),
    published[0],
    ...pair(inTurn),
    generatorFirst === undefined ? '–' : distanceText(generatorFirst),
    published[1],
  ];
}

/** The smallest normal float32; below it little is left of a number. */
const SMALLEST = 1.2e-38;

function distanceText(r: number): string {
  if (r < SMALLEST) return '0';
  return r < 1e-3 || r >= 1e4 ? r.toExponential(1).replace('-', '−').replace('+', '') : r.toPrecision(3);
}

export function eigenvaluesText([a, b]: readonly [Complex, Complex]): string {
  const number = (x: number) => String(Number(x.toFixed(4))).replace('-', '−');
  if (a.im === 0) return a.re === b.re ? number(a.re) : `${number(a.re)}, ${number(b.re)}`;
  return `${a.re === 0 ? '' : `${number(a.re)} `}± ${number(Math.abs(a.im))}i`;
}

/** Writes `results.md`, `.csv`, `.json` and `.png` (phase portraits) into a folder. */
export async function writeDirac(folder: string, results: readonly DiracResult[]): Promise<void> {
  const write = (ending: string, content: string | Uint8Array) =>
    writeText(join(folder, `results.${ending}`), content);
  const table = markdownTable(diracCells(results));
  const notes = diracNotes.map(note => `- ${note}`).join('\n');
  write('md', `# Dirac-GAN\n\n${table}\n\n${notes}\n\n![Phase portraits](results.png)\n`);
  write('json', `${JSON.stringify(results.map(plain), null, 2)}\n`);
  write('csv', csv(results));
  write('png', await rasterize(diracFigure(results)));
}

function plain({ method, eigenvalues, paths, generatorFirst }: DiracResult): object {
  const { name, flags, converges, published } = method;
  const distances = paths.map(({ order, measured, theory }) => ({ order, measured, theory }));
  return { name, flags, eigenvalues, converges, distances, generatorFirst, published };
}

function csv(results: readonly DiracResult[]): string {
  const lines = results.flatMap(({ method, paths }) =>
    paths.map(({ order, measured, theory }) => `"${method.name}",${order},${measured},${theory}`),
  );
  return `${['method,order,measured,theory', ...lines].join('\n')}\n`;
}

/** Steps that a portrait shows: about eight turns. */
const SHOWN = 1000;
const ACROSS = 4;
const EXTENT = 2.2;
const SIDE = 190; // pixels

/** A phase portrait (θ, ψ) of each method but those that repeat another. */
export function diracFigure(results: readonly DiracResult[]): string {
  const panels = results.filter(({ method }) => !method.repeats).map(portrait);
  const rows: Panel[][] = [];
  for (let i = 0; i < panels.length; i += ACROSS) rows.push(panels.slice(i, i + ACROSS));
  return renderSvg({ title: 'Phase portraits of the Dirac-GAN', panels: rows, width: 1080 });
}

const LOOK = {
  simultaneous: { colour: COLOURS.generator, label: 'at once' },
  alternating: { colour: COLOURS.data, label: 'in turn' },
} as const;

function portrait({ method, paths }: DiracResult, index: number): Panel {
  const lines = paths.map(({ order, states }) => {
    const { colour, label } = LOOK[order];
    const points = states.slice(0, SHOWN + 1);
    return { kind: 'line', points, colour, width: 1, ...(index === 0 && { label }) } as const;
  });
  return {
    title: method.name,
    x: [-EXTENT, EXTENT],
    y: [-EXTENT, EXTENT],
    xLabel: 'θ',
    yLabel: 'ψ',
    width: SIDE,
    height: SIDE,
    marks: [
      { kind: 'rule', x: 0, colour: '#d1d5db', dash: '1 0' },
      { kind: 'rule', y: 0, colour: '#d1d5db', dash: '1 0' },
      ...lines,
      { kind: 'dots', points: [START], colour: COLOURS.ink, radius: 3, opacity: 1 },
      {
        kind: 'dots',
        points: paths.map(({ states }) => states[SHOWN]),
        colour: COLOURS.discriminator,
        radius: 3,
        opacity: 1,
      },
    ],
  };
}
