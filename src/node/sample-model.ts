import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { nodeEngine } from '../engine/node.ts';
import { explaining } from '../run/files.ts';
import { generatorInfo } from '../train/export.ts';
import { samplesOf } from '../train/latents.ts';
import { loadGenerator } from '../train/loaded-generator.ts';
import { requireSamplingMemory } from '../train/memory.ts';
import { nodeMemory } from '../util/node-memory.ts';
import { type SampleOptions, type Samples, samplesFrom } from './sample.ts';

/** Where the model lies in a folder that `saddle export` wrote. */
const PLACES = ['onnx/model.onnx', 'model.onnx'];

/** The path of an exported model: a file, or that in an exported folder; undefined where a path is neither. A run is none. */
export function modelAt(path: string): string | undefined {
  const found = explaining('read', path, () => statSync(path, { throwIfNoEntry: false }));
  if (found?.isFile()) return extname(path).toLowerCase() === '.onnx' ? path : undefined;
  if (!found?.isDirectory() || existsSync(join(path, 'checkpoints'))) return undefined;
  return PLACES.map(place => join(path, place)).find(file => existsSync(file));
}

/** Samples where a request does not say how many. */
const COUNT = 64;

/**
 * Samples of an exported model.
 * @param path of a `.onnx` file
 * @throws UserError when it is no generator that Saddle exported, or options do not go together
 * @example
 *   const { values, shape } = await sampleModel('digits/onnx/model.onnx', { count: 64, seed: 7 });
 */
export async function sampleModel(path: string, options: Omit<SampleOptions, 'step'> = {}): Promise<Samples> {
  const bytes = explaining('read', path, () => readFileSync(path));
  const { count = options.interpolate === undefined ? COUNT : 2 } = options;
  const request = { ...options, count };
  requireRoom(bytes, samplesOf(request));
  const generator = await loadGenerator(nodeEngine('cpu'), bytes, path);
  try {
    return { warnings: [], ...(await samplesFrom(generator, request)) };
  } finally {
    await generator.dispose();
  }
}

function requireRoom(model: Uint8Array, count: number): void {
  const info = generatorInfo(model);
  if (!info) return; // told when it is loaded
  const generator = { input: [info.latent.dim], output: info.shape, parameters: [] };
  requireSamplingMemory({ generator }, count, nodeMemory());
}
