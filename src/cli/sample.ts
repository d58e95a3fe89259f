import { extname, join } from 'node:path';
import { Command } from 'commander';
import { writeAtomically } from '../data/cache.ts';
import { refinements } from '../gan/refine/index.ts';
import type { Samples } from '../node/sample.ts';
import { errorCode, explained } from '../run/files.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import { anyNumber, wholeNumber } from './numbers.ts';
import { shown } from './status.ts';

interface SampleFlags {
  readonly format?: string;
  readonly out?: string;
  readonly count?: string;
  readonly seed?: string;
  readonly step?: string;
  readonly interpolate?: string;
  readonly truncation?: string;
  readonly refine?: string;
  readonly columns?: string;
  readonly scale?: string;
}

const FORMATS = ['grid', 'png', 'npy', 'gif', 'webp'] as const;
type Format = (typeof FORMATS)[number];

/** `saddle sample FOLDER` */
export function sampleCommand(): Command {
  const command = new Command('sample')
    .description(
      'Makes samples with the generator of a run, with averaged weights if it keeps them. The same seed gives ' +
        'the same samples; that of the run gives those of its pictures.',
    )
    .argument('<folder>', 'folder of the run')
    .option(
      '--format <format>',
      'grid: one picture; png: numbered pictures in a folder; npy: float32 [N, ...]; gif, webp: animation (default: by the name of --out, else grid)',
    )
    .option('--out <path>', 'file, or folder for png (default: samples.png, …, in the folder of the run)')
    .option(
      '--count <n>',
      'samples (default: as in the pictures of the run); latents of an interpolation (default: 2)',
    )
    .option('--seed <n>', 'seed of the noise (default: that of the run)')
    .option('--step <n>', 'checkpoint to take (default: the newest)')
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
    .option('--columns <n>', 'pictures in a row of the grid')
    .option('--scale <n>', 'enlarge each pixel of an image so many times (default: 1; 4 in an animation)');
  return command.action(async (folder: string, flags: SampleFlags) => {
    const path = await sample(folder, flags);
    process.stdout.write(`${shown(path)}\n`);
  });
}

async function sample(folder: string, flags: SampleFlags): Promise<string> {
  const format = formatOf(flags);
  const number = (name: keyof SampleFlags, least = 1) =>
    flags[name] === undefined ? undefined : wholeNumber(`--${name}`, flags[name], least);
  const interpolate = number('interpolate', 2) ?? (isAnimation(format) ? 16 : undefined);
  const options = {
    count: number('count', interpolate === undefined ? 1 : 2),
    seed: number('seed', 0),
    step: number('step', 0),
    interpolate,
    truncation: flags.truncation === undefined ? undefined : anyNumber('--truncation', flags.truncation),
    refine: flags.refine,
  };
  const look = { columns: number('columns'), scale: number('scale') };
  const { sampleRun } = await import('../node/sample.ts');
  const samples = await sampleRun(folder, options);
  for (const warning of samples.warnings) process.stderr.write(`warning: ${warning}\n`);
  sayChosen(samples);
  const out =
    flags.out ?? join(folder, format === 'png' ? 'samples' : `samples.${format === 'grid' ? 'png' : format}`);
  await write(out, format, samples, { ...look, strip: interpolate });
  return out;
}

function sayChosen({ values, shape, candidates }: Samples): void {
  const count = values.length / lengthOf({ shape });
  if (candidates === undefined || candidates === count) return;
  const share = ((100 * count) / candidates).toPrecision(3);
  process.stderr.write(`kept ${count} of ${candidates} samples (${share} %)\n`);
}

const isAnimation = (format: Format) => format === 'gif' || format === 'webp';

function formatOf({ format, out = '' }: SampleFlags): Format {
  const ending = extname(out).slice(1).toLowerCase();
  if (format === undefined) return (['npy', 'gif', 'webp'] as const).find(name => name === ending) ?? 'grid';
  const known = FORMATS.find(name => name === format);
  if (known === undefined) throw new UserError(`--format: ${unknownName('format', format, FORMATS)}`);
  return known;
}

interface Look {
  readonly columns?: number;
  readonly scale?: number;
  /** Steps from latent to latent, of an interpolation. */
  readonly strip?: number;
}

async function write(out: string, format: Format, samples: Samples, look: Look): Promise<void> {
  switch (format) {
    case 'npy': {
      const { encodeNpy } = await import('../image/npy.ts');
      const count = samples.values.length / lengthOf(samples);
      return save(out, encodeNpy([count, ...samples.shape], samples.values));
    }
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

/** Images side by side, an interpolation in one row a leg; else the plot that suits the data. */
async function gridFile(samples: Samples, { columns, scale, strip }: Look): Promise<Uint8Array> {
  const { encodePng } = await import('../image/png.ts');
  const { shape, display, values, config } = samples;
  if (shape.length === 3) {
    const { gridImage } = await import('../image/grid.ts');
    const grid = strip === undefined ? values : legs(values, strip, lengthOf(samples));
    const row = strip === undefined ? undefined : strip + 1;
    return encodePng(gridImage(grid, shape, { range: display, columns: columns ?? row, scale }));
  }
  const [{ openDataset }, { picture, realSamples }] = await Promise.all([
    import('../data/registry.ts'),
    import('../train/pictures.ts'),
  ]);
  const dataset = await openDataset(config.data); // a law: it needs no files
  const count = values.length / lengthOf(samples);
  return encodePng(picture(dataset, values, realSamples(dataset, count, config.seed)));
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
      `--format ${format}: expected a run on images, got one on ${samples.config.data.name} [${shape}]; use grid or npy`,
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
