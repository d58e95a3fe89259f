import { exportDiscriminator, exportGenerator } from '../export.ts';
import type { Target } from './target.ts';

/** A model of G, and on wish of D, with variants beside each: `model.onnx`, `model_fp16.onnx`, `model_discriminator.onnx`, … */
export const onnx: Target = {
  summary: 'a model that ONNX Runtime opens in Node, browsers and Python',
  ending: '.onnx',
  variants: ['fp16', 'int8'],
  files({ gan, state, info }, { stem, discriminator, variants }) {
    const files = new Map<string, Uint8Array>();
    for (const precision of ['fp32', ...variants] as const) {
      const suffix = precision === 'fp32' ? '.onnx' : `_${precision}.onnx`;
      files.set(`${stem}${suffix}`, exportGenerator(gan.generator, state, info, precision));
      if (!discriminator) continue;
      const model = exportDiscriminator(gan.discriminator, state, info, precision);
      files.set(`${stem}_discriminator${suffix}`, model);
    }
    return files;
  },
};
