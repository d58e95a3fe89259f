import { torchClass } from '../../nn/torch/code.ts';
import { torchLayout } from '../../nn/torch/layout.ts';
import { modelScript } from './model-script.ts';
import { safetensors } from './safetensors.ts';
import type { Target, Trained } from './target.ts';

/** Weights and `model.py`, plain PyTorch that rebuilds the networks and samples. */
export const pytorch: Target = {
  summary: 'a folder of these weights and model.py, plain PyTorch that samples',
  variants: [],
  files(trained, options) {
    const script = modelScript(trained.info, options, {
      generator: generatorClass(trained),
      discriminator: options.discriminator ? discriminatorClass(trained) : undefined,
    });
    return new Map([
      ...safetensors.files(trained, options),
      ['model.py', new TextEncoder().encode(script)] as const,
    ]);
  },
};

const shapeText = (shape: readonly number[]) =>
  ['n', ...(shape.length === 3 ? [shape[2], shape[0], shape[1]] : shape)].join(', ');

function generatorClass({ gan, info }: Trained): string {
  const { latent, shape, display } = info;
  const levels = display ? `, ${display[0]} is black and ${display[1]} white` : '';
  const about = `Latents z [n, ${latent.dim}] to samples [${shapeText(shape)}]${levels}.`;
  return torchClass(torchLayout(gan.generator), 'Generator', 'z', about);
}

function discriminatorClass({ gan: { discriminator } }: Trained): string {
  const about = `Samples x [${shapeText(discriminator.input)}] to logits.`;
  return torchClass(torchLayout(discriminator), 'Discriminator', 'x', about);
}
