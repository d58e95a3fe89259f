import type { Engine } from '../engine/engine.ts';
import { UserError } from '../util/error.ts';
import { generatorInfo } from './export.ts';
import { Generator } from './generator.ts';
import { modelSamples } from './model-samples.ts';

/**
 * The generator of an exported model, `model.onnx` of `saddle export`.
 * @param name what errors call it
 * @throws UserError when it is no model, or none that Saddle exported
 */
export async function loadGenerator(engine: Engine, bytes: Uint8Array, name = 'a file'): Promise<Generator> {
  const info = generatorInfo(bytes);
  const model = await engine.load(bytes, name);
  if (info) {
    return new Generator(info, {
      generate: (z, y) => modelSamples(model, info, z, y),
      dispose: () => model.dispose(),
    });
  }
  await model.dispose();
  throw new UserError(
    `model: expected a generator that Saddle exported, got ${name}, another ONNX model; run it by engine.load`,
  );
}
