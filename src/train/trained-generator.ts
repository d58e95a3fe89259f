import type { Engine } from '../engine/engine.ts';
import { parseRefinement, refinement } from '../gan/refine/index.ts';
import type { GeneratorInfo } from './export.ts';
import { Generator } from './generator.ts';
import { type RefinedGan, Refiner } from './refiner.ts';
import { Sampler } from './sampler.ts';
import type { State } from './state.ts';

/** The generator of a run in memory, as it is in a training state: averaged weights if there are any. */
export async function trainedGenerator(
  engine: Engine,
  gan: RefinedGan,
  state: State,
  info: GeneratorInfo,
): Promise<Generator> {
  const sampler = await Sampler.create(engine, gan);
  await sampler.load(state);
  return new Generator(info, {
    generate: (latents, conditions) => sampler.generate(latents, conditions),
    refine: async (how, { count, seed, conditions }) => {
      const refiner = await Refiner.create(engine, gan, refinement(parseRefinement(how)));
      try {
        await refiner.load(state);
        return await refiner.sample(count, seed, 'samples', conditions);
      } finally {
        await refiner.dispose();
      }
    },
    dispose: () => sampler.dispose(),
  });
}
