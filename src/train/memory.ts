import { type Dataset, sampleLength } from '../data/dataset.ts';
import type { Device } from '../engine/engine.ts';
import type { Gan } from '../gan/gan.ts';
import { peakBytes } from '../graph/peak.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import { UserError } from '../util/error.ts';
import { type Memory, type Need, requireMemory } from '../util/memory.ts';
import type { Config } from './config.ts';

/** How often a run holds its state when it saves: the runtime's two sets, the copy it reads, its layout in files. */
const STATE_COPIES = 4;

/** A graphics card holds what a step computes; of its memory nothing is known. */
const CARDS: readonly Device[] = ['webgpu', 'cuda'];

/**
 * Refuses a run that cannot be held, from shapes alone.
 * @param gan what trains, and on which device
 * @throws UserError with the estimate and what there is
 */
export function requireTrainingMemory(
  gan: Pick<Gan, 'step'> & { readonly device: Device },
  config: Pick<Config, 'samples'>,
  dataset: Pick<Dataset, 'shape'>,
  memory: Memory,
): void {
  requireMemory('memory', trainingNeeds(gan, config, dataset), memory);
}

function trainingNeeds(
  { step, device }: Parameters<typeof requireTrainingMemory>[0],
  { samples }: Pick<Config, 'samples'>,
  dataset: Pick<Dataset, 'shape'>,
): Need[] {
  const { inputs, state } = step.program;
  const bytes = (nodes: readonly { readonly shape: readonly number[] }[]) =>
    nodes.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  return [
    {
      what: 'weights and what optimisers keep of them',
      bytes: STATE_COPIES * bytes(state.map(({ value }) => value)),
      remedy: 'smaller networks or a shorter noise',
    },
    {
      what: 'what a step is given and computes',
      bytes: bytes(inputs) + (CARDS.includes(device) ? 0 : peakBytes(step.program)),
      remedy: 'a smaller batch, smaller networks, or a shorter noise',
    },
    {
      what: 'the samples of a picture',
      bytes: 2 * samples * 4 * sampleLength(dataset),
      remedy: 'fewer samples',
    },
  ];
}

/** Most bytes of an array that is made, and written, as one. */
const LARGEST_ARRAY = 2 ** 31 - 1;

/**
 * Refuses more samples of a generator than can be held with their noise.
 * @throws UserError with the estimate and what there is
 */
export function requireSamplingMemory(
  { generator }: { readonly generator: Pick<Network, 'input' | 'output' | 'parameters'> },
  count: number,
  memory: Memory,
) {
  const [latent, sample] = [4 * sizeOf(generator.input), 4 * sizeOf(generator.output)];
  const weights = generator.parameters.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  requireMemory(
    'memory',
    [
      { what: 'the weights of G', bytes: 3 * weights, remedy: 'a larger machine' },
      {
        what: `${count} samples and their noise`,
        bytes: count * (latent + 2 * sample),
        remedy: 'a smaller count',
      },
    ],
    memory,
  );
  const most = Math.floor(LARGEST_ARRAY / Math.max(latent, sample));
  if (count <= most) return;
  throw new UserError(
    `count: expected at most ${most} samples at a time, 2 GiB, got ${count}; take the rest with another seed`,
  );
}
