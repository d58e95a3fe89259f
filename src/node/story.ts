import { basename, resolve } from 'node:path';
import { pathOptions } from '../data/registry.ts';
import { samplePicture } from '../image/picture.ts';
import { encodePng } from '../image/png.ts';
import { readRun } from '../run/disk.ts';
import { type MetricLine, readMetricLines } from '../train/metric-line.ts';
import { columnsInTurn } from '../train/pictures.ts';
import type { Story } from '../train/ship/index.ts';
import { markdownCell } from '../util/markdown.ts';
import { isObject } from '../util/object.ts';
import { generatorOf, type TrainedRun } from './sample.ts';

/** What a run tells beside its networks, for who is not of this machine. */
export async function storyOf(folder: string, run: TrainedRun): Promise<Story> {
  const store = await readRun(folder);
  const paths = pathsOf(store.config);
  const card = new TextDecoder().decode(await store.readFile('README.md'));
  return {
    name: basename(resolve(folder)),
    config: withoutPaths(store.config, paths),
    card: paths.reduce((text, path) => hidden(text, path), card),
    figures: newest(readMetricLines(await store.figures()), run.info.step),
    picture: await pictureOf(run, store.config),
  };
}

/** Of each protocol the newest line of a step. */
function newest(lines: readonly MetricLine[], step: number): MetricLine[] {
  return [...new Map(lines.filter(line => line.step === step).map(line => [line.metric, line])).values()];
}

/** The paths of files of this machine that a config names. */
function pathsOf(config: unknown): string[] {
  const data = isObject(config) && isObject(config['data']) ? config['data'] : {};
  const values = pathOptions(String(data['name'])).map(option => data[option]);
  return values.filter(value => typeof value === 'string').filter(path => basename(path) !== path);
}

/** In a card paths are as they are, as JSON, and as cells of tables. */
function hidden(text: string, path: string): string {
  const json = JSON.stringify(path).slice(1, -1);
  const forms = new Set([path, json, markdownCell(path), markdownCell(json)]);
  return [...forms].reduce((rest, form) => rest.replaceAll(form, () => basename(path)), text);
}

function withoutPaths(value: unknown, paths: readonly string[]): unknown {
  if (typeof value === 'string') return paths.includes(value) ? basename(value) : value;
  if (Array.isArray(value)) return value.map(item => withoutPaths(item, paths));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, withoutPaths(of, paths)]));
}

/** As the pictures of the run: as many samples of its seed. */
async function pictureOf(run: TrainedRun, config: unknown): Promise<Uint8Array> {
  const { samples = 64, seed = 0 } = config as { readonly samples?: number; readonly seed?: number };
  const generator = await generatorOf(run);
  try {
    const { shape, display, condition } = generator.info;
    const { values } = await generator.sample({ count: samples, seed });
    const columns = columnsInTurn(condition, samples);
    return encodePng(samplePicture({ shape, display }, values, { columns, what: 'generated' }));
  } finally {
    await generator.dispose();
  }
}
