import { dirname, extname, join } from 'node:path';
import { Command } from 'commander';
import { refinements } from '../gan/refine/index.ts';
import type { SampleOptions, Samples } from '../node/sample.ts';
import { errorCode, explained } from '../run/files.ts';
import type { Config } from '../train/config.ts';
import { concatenate } from '../util/bytes.ts';
import { UserError } from '../util/error.ts';
import { writeAtomically } from '../util/temporary.ts';
import { unknownName } from '../util/text.ts';
import { parseAttributes } from './attributes.ts';
import { anyNumber, stepOrBest, wholeNumber } from './numbers.ts';
import { shown } from './status.ts';
import { print, printJson, tell, warn } from './terminal.ts';

interface SampleFlags {
  readonly format?: string;
  readonly out?: string;
  readonly count?: string;
  readonly seed?: string;
  readonly step?: string;
  readonly interpolate?: string;
  readonly truncation?: string;
  readonly refine?: string;
  readonly class?: string;
  readonly attributes?: string;
  readonly columns?: string;
  readonly scale?: string;
  readonly json?: boolean;
}

/** Each format with the endings of its files; the first is that of its default name. `png` makes a folder. */
const FORMATS = {
  grid: ['.png'],
  png: [''],
  npy: ['.npy'],
  npz: ['.npz'],
  csv: ['.csv'],
  gif: ['.gif'],
  webp: ['.webp'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Format = keyof typeof FORMATS;
const names = Object.keys(FORMATS) as Format[];

/** As the pictures of a run; more are a matter of arrays. */
const MOST_PICTURED = 100_000;
/** Most numbers in a table of text, at up to 16 bytes each. */
const MOST_WRITTEN = 1e8;

/** `saddle sample FOLDER` */
export function sampleCommand(): Command {
  const command = new Command('sample')
    .description(
      'Makes samples with the generator of a run, with averaged weights if it keeps them, or with an exported model. The same seed ' +
        'gives the same samples; that of the run gives those of its pictures.',
    )
    .argument(
      '<folder>',
      'folder of the run, or what saddle export or saddle pull wrote: a folder, or a .onnx file',
    )
    .option(
      '--format <format>',
      'grid: one picture; png: numbered pictures in a folder; npy: float32 [N, ...]; npz: the same as arr_0; csv: a line for each sample; gif, webp: animation (default: by the name of --out, else grid)',
    )
    .option('--out <path>', 'file, or folder for png (default: samples.png, …, in the folder of the run)')
    .option(
      '--count <n>',
      'samples (default: as in the pictures of the run, 64 of a model); latents of an interpolation (default: 2)',
    )
    .option('--seed <n>', 'seed of the noise (default: that of the run, 0 of a model)')
    .option('--step <n>', 'checkpoint to take, or best: the one that --best-by chose (default: the newest)')
    .option(
      '--interpolate <n>',
      'go from latent to latent in n steps; a strip as grid, an animation as gif or webp',
    )
    .option(
      '--truncation <t>',
      'keep normal noise within [−t, t], uniform noise within the share t of its range: less variety, fewer odd samples',
    )
    .option(
      '--refine <how>',
      `better samples with D's help: ${Object.keys(refinements).join(', ')}, some with numbers after ':' such as rejection:80`,
    )
    .option(
      '--class <names>',
      'classes of the samples, in turn, such as 3,7 (default: all that the generator knows)',
    )
    .option(
      '--attributes <list>',
      "attributes of all samples, such as hair=red,skin=dark or 'hair=light brown'; the others are drawn (default: the one with most values in turn, the others drawn)",
    )
    .option('--columns <n>', 'pictures in a row of the grid')
    .option('--scale <n>', 'enlarge each pixel of an image so many times (default: 1; 4 in an animation)')
    .option('--json', 'print what was made as one JSON object');
  return command.action(async (folder: string, flags: SampleFlags) => {
    const made = await sample(folder, flags);
    if (flags.json) printJson(made);
    else print(made.path);
  });
}

/** What `--json` prints. */
interface Made {
  /** File, or folder of files. */
  readonly path: string;
  readonly format: Format;
  readonly count: number;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Steps that the generator was trained. */
  readonly step: number;
  /** Samples that those were chosen from, of `--refine rejection`. */
  readonly candidates?: number;
  readonly warnings: readonly string[];
}

async function sample(folder: string, flags: SampleFlags): Promise<Made> {
  const format = formatOf(flags);
  checkLook(format, flags);
  const number = (name: Exclude<keyof SampleFlags, 'json'>, least = 1) =>
    flags[name] === undefined ? undefined : wholeNumber(`--${name}`, flags[name], least);
  const interpolate = number('interpolate', 2) ?? (isAnimation(format) ? 16 : undefined);
  const options = {
    count: number('count', interpolate === undefined ? 1 : 2),
    seed: number('seed', 0),
    step: stepOrBest('--step', flags.step),
    interpolate,
    truncation: flags.truncation === undefined ? undefined : anyNumber('--truncation', flags.truncation),
    refine: flags.refine,
    classes: flags.class?.split(',').map(name => name.trim()),
    attributes: flags.attributes === undefined ? undefined : parseAttributes(flags.attributes),
  };
  checkPictured(format, options.count ?? 2, interpolate);
  const look = { columns: number('columns'), scale: number('scale') };
  const samples = await samplesOf(folder, options);
  for (const warning of samples.warnings) warn(warning);
  const { values, shape, step, candidates, warnings } = samples;
  const count = values.length / lengthOf(samples);
  sayChosen(count, candidates);
  const out = flags.out ?? join(placeOf(folder), `samples${FORMATS[format][0]}`);
  const inTurn = !options.classes && !options.attributes;
  await write(out, format, samples, { ...look, strip: interpolate, inTurn });
  return { path: shown(out), format, count, shape, step, candidates, warnings };
}

/** Of a run, which knows what it was trained on, or of an exported model. */
type Sampled = Samples & { readonly config?: Config };

async function samplesOf(path: string, options: SampleOptions): Promise<Sampled> {
  const { modelAt, sampleModel } = await import('../node/sample-model.ts');
  const model = modelAt(path);
  if (model === undefined) return (await import('../node/sample.ts')).sampleRun(path, options);
  if (options.step === undefined) return sampleModel(model, options);
  throw new UserError(
    `--step: expected a run, which has checkpoints, got ${options.step} for an exported model; leave it out`,
  );
}

/** Where files go by default. */
const placeOf = (path: string) => (extname(path).toLowerCase() === '.onnx' ? dirname(path) : path);

function sayChosen(count: number, candidates: number | undefined): void {
  if (candidates === undefined || candidates === count) return;
  tell(`kept ${count} of ${candidates} samples (${((100 * count) / candidates).toPrecision(3)} %)`);
}

/** What a format cannot show is not passed over in silence. */
function checkLook(format: Format, { columns, scale }: SampleFlags): void {
  if (columns !== undefined && format !== 'grid') {
    throw new UserError(`--columns: expected --format grid with it, got ${format}; leave it out`);
  }
  if (scale !== undefined && !isPictured(format)) {
    throw new UserError(`--scale: expected a format of pictures with it, got ${format}; leave it out`);
  }
}

function checkPictured(format: Format, given: number, steps: number | undefined): void {
  const count = steps === undefined ? given : (given - 1) * steps + 1;
  if (count <= MOST_PICTURED || !isPictured(format)) return;
  throw new UserError(
    `${steps === undefined ? '--count' : '--interpolate'}: expected at most ${MOST_PICTURED} samples in pictures, got ${count}; write an array of them with --format npy`,
  );
}

const isPictured = (format: Format) => format !== 'npy' && format !== 'npz' && format !== 'csv';

const isAnimation = (format: Format) => format === 'gif' || format === 'webp';

/** By --format, or by the name of --out; both where they agree. */
function formatOf({ format, out }: SampleFlags): Format {
  const known = names.find(name => name === format);
  if (format !== undefined && known === undefined) {
    throw new UserError(`--format: ${unknownName('format', format, names)}`);
  }
  if (out === undefined) return known ?? 'grid';
  const ending = extname(out).toLowerCase();
  const fits = (name: Format) => (FORMATS[name] as readonly string[]).includes(ending);
  if (known !== undefined && (fits(known) || (known === 'png' && !names.some(fits)))) return known;
  const found = known === undefined ? names.find(name => name !== 'png' && fits(name)) : undefined;
  if (found !== undefined) return found;
  throw new UserError(`--out: expected ${expectedName(known)}, got '${out}'; rename it`);
}

function expectedName(format: Format | undefined): string {
  if (format === 'png') return 'a folder of pictures with --format png';
  if (format !== undefined) return `a name that ends in ${FORMATS[format][0]} with --format ${format}`;
  const endings = names.flatMap(name => FORMATS[name][0] || []);
  return `a name that ends in ${endings.slice(0, -1).join(', ')} or ${endings.at(-1)}, or a folder with --format png`;
}

interface Look {
  readonly columns?: number;
  readonly scale?: number;
  /** Steps from latent to latent, of an interpolation. */
  readonly strip?: number;
  /** Whether conditions come in turn, as in the pictures of the run. */
  readonly inTurn: boolean;
}

async function write(out: string, format: Format, samples: Sampled, look: Look): Promise<void> {
  switch (format) {
    case 'npy':
      return save(out, await npyFile(samples));
    case 'npz': {
      const { storedZip } = await import('../run/zip.ts');
      return save(out, storedZip(new Map([['arr_0.npy', await npyFile(samples)]])));
    }
    case 'csv':
      return save(out, csvFile(samples));
    case 'grid':
      return save(out, await gridFile(samples, look));
    case 'png':
      return saveNumbered(out, samples, look);
    default:
      return save(out, await animationFile(format, samples, look));
  }
}

const lengthOf = ({ shape }: Pick<Samples, 'shape'>) =>
  shape.reduce((product, extent) => product * extent, 1);

const countOf = (samples: Samples) => samples.values.length / lengthOf(samples);

async function npyFile(samples: Samples): Promise<Uint8Array> {
  const { encodeNpy } = await import('../util/npy.ts');
  return encodeNpy([countOf(samples), ...samples.shape], samples.values);
}

/** A line for each sample, its numbers in order, without a heading: what spreadsheets and `numpy.loadtxt` read. */
function csvFile(samples: Samples): Uint8Array {
  const { values } = samples;
  const length = lengthOf(samples);
  if (values.length > MOST_WRITTEN) {
    throw new UserError(
      `--format csv: expected at most ${MOST_WRITTEN} numbers, got ${values.length}; write them with --format npy`,
    );
  }
  const line = (start: number) =>
    Array.from(values.subarray(start, start + length), x => Number(x.toPrecision(9))).join(',');
  const parts: Uint8Array[] = [];
  for (let start = 0; start < values.length; start += length) parts.push(Buffer.from(`${line(start)}\n`));
  return concatenate(parts);
}

/** Images side by side, an interpolation in one row a leg; else the plot that suits the data. */
async function gridFile(samples: Sampled, { columns, scale, strip, inTurn }: Look): Promise<Uint8Array> {
  const { encodePng } = await import('../image/png.ts');
  const { shape, display, values, config, data } = samples;
  if (shape.length === 3) {
    const { gridImage } = await import('../image/grid.ts');
    const grid = strip === undefined ? values : legs(values, strip, lengthOf(samples));
    const row = strip === undefined ? await rowOf(samples, inTurn) : strip + 1;
    return encodePng(gridImage(grid, shape, { range: display, columns: columns ?? row, scale }));
  }
  if (columns !== undefined || scale !== undefined) {
    const [flag, got] = columns === undefined ? ['--scale', scale] : ['--columns', columns];
    throw new UserError(`${flag}: expected a run on images, got one on ${data}, and ${got}; leave it out`);
  }
  if (config) return encodePng(await besideReals(samples, config));
  const { samplePicture } = await import('../image/picture.ts');
  return encodePng(samplePicture({ shape, display }, values));
}

/** Points over those that a run was trained on. */
async function besideReals(samples: Samples, config: Config) {
  const [{ openDataset }, { picture, realSamples }] = await Promise.all([
    import('../data/registry.ts'),
    import('../train/pictures.ts'),
  ]);
  const { nodeHost } = await import('../data/loaders/node.ts');
  const dataset = await openDataset(config.data, nodeHost());
  const reals = await realSamples(dataset, countOf(samples), config.seed);
  return picture(dataset, samples.values, reals);
}

/** As in the pictures of a run. */
async function rowOf(samples: Samples, inTurn: boolean): Promise<number | undefined> {
  const { columnsInTurn } = await import('../train/pictures.ts');
  return inTurn ? columnsInTurn(samples.condition, countOf(samples)) : undefined;
}

/** Each leg of an interpolation with both its ends: a row each. */
function legs(values: Float32Array, steps: number, length: number): Float32Array {
  const count = (values.length / length - 1) / steps;
  const out = new Float32Array(count * (steps + 1) * length);
  for (let k = 0; k < count; k++) {
    const start = k * steps * length;
    out.set(values.subarray(start, start + (steps + 1) * length), k * (steps + 1) * length);
  }
  return out;
}

async function saveNumbered(folder: string, samples: Samples, { scale }: Look): Promise<void> {
  const { encodePng } = await import('../image/png.ts');
  for (const [i, image] of (await images('png', samples, scale)).entries()) {
    save(join(folder, `${String(i).padStart(6, '0')}.png`), encodePng(image));
  }
}

async function animationFile(
  format: 'gif' | 'webp',
  samples: Samples,
  { scale = 4 }: Look,
): Promise<Uint8Array> {
  const { encodeAnimation } = await import('../image/animation.ts');
  const frames = await images(format, samples, scale);
  return encodeAnimation([...frames, ...frames.slice(1, -1).reverse()], { format }); // there and back
}

async function images(format: Format, samples: Samples, scale = 1) {
  const { shape, display, values } = samples;
  if (shape.length !== 3) {
    throw new UserError(
      `--format ${format}: expected a run on images, got one on ${samples.data} [${shape}]; use grid or npy`,
    );
  }
  const { gridImage } = await import('../image/grid.ts');
  const length = lengthOf(samples);
  return Array.from({ length: values.length / length }, (_, i) =>
    gridImage(values.subarray(i * length, (i + 1) * length), shape, { range: display, padding: 0, scale }),
  );
}

/** @throws UserError when the path cannot be written */
export function save(path: string, bytes: Uint8Array): void {
  try {
    writeAtomically(path, bytes);
  } catch (error) {
    const said = explained(error, 'write', path);
    throw errorCode(error) === 'ENOENT' ? new UserError(`cannot write ${path}: no such folder`) : said;
  }
}
