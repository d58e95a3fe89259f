import { describe, expect, it } from 'vitest';
import { modelIn } from './open.ts';

const found = (...paths: string[]) => modelIn(paths.map(path => ({ path, file: new File([], path) })))?.path;

describe('the generator in what was given', () => {
  it('is the whole model of an exported folder, not one of fewer bits, nor D', () => {
    expect(
      found(
        'digits/config.json',
        'digits/onnx/model_discriminator.onnx',
        'digits/onnx/model_fp16.onnx',
        'digits/onnx/model.onnx',
        'digits/onnx/model_discriminator_int8.onnx',
        'digits/samples/grid.png',
      ),
    ).toBe('digits/onnx/model.onnx');
    expect(found('out/generator_int8.onnx', 'out/generator.onnx')).toBe('out/generator.onnx');
  });

  it('is one file whatever its name, and nothing in pictures or in a run', () => {
    expect(found('model_discriminator.onnx')).toBe('model_discriminator.onnx');
    expect(found('a.png', 'b.png')).toBeUndefined();
    expect(
      found('run/config.json', 'run/checkpoints/step-1/state.safetensors', 'run/g.onnx'),
    ).toBeUndefined();
  });
});
