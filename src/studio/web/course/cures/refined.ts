import type { Engine } from '../../../../engine/engine.ts';
import { objective } from '../../../../gan/objectives/index.ts';
import { parseRefinement, refinement } from '../../../../gan/refine/index.ts';
import { Refiner } from '../../../../train/refiner.ts';
import { Sampler } from '../../../../train/sampler.ts';
import type { Snapshot } from '../../../../train/trainer.ts';
import { drawTruncated } from '../../../../train/truncation.ts';
import type { Session } from '../../engine/session.ts';

/** Samples of a trained game, made as `method` says: a refinement, or `truncation:t`. [count, d] */
export async function refinedSamples(
  engine: Engine,
  { gan, config }: Pick<Session, 'gan' | 'config'>,
  { state }: Snapshot,
  { method, count }: { readonly method: string; readonly count: number },
): Promise<Float32Array> {
  const { distribution, dim } = config.latent;
  const limit = /^truncation:(.+)$/.exec(method)?.[1];
  if (limit !== undefined) {
    const sampler = await Sampler.create(engine, gan);
    await sampler.load(state);
    const z = new Float32Array(count * dim);
    const values = await sampler.generate(
      drawTruncated(distribution, Number(limit), config.seed, 'quality', z),
    );
    await sampler.dispose();
    return values;
  }
  const players = { ...gan, objective: objective(config.objective), latent: config.latent };
  const refiner = await Refiner.create(engine, players, refinement(parseRefinement(method)));
  await refiner.load(state);
  const { values } = await refiner.sample(count, config.seed, 'quality');
  await refiner.dispose();
  return values;
}
