import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interpret } from '../src/graph/interpret.ts';
import { input } from '../src/graph/ops/leaf.ts';
import { Network } from '../src/nn/network.ts';
import { type DcganOptions, dcganDiscriminator, dcganGenerator } from '../src/nn/networks/dcgan.ts';
import { mlp } from '../src/nn/networks/mlp.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../src/run/safetensors.ts';
import { weightsOf } from '../src/train/given-weights.ts';
import { concatenate } from '../src/util/bytes.ts';

const path = new URL('./fixtures/torch/foreign.json', import.meta.url);
const record: Readonly<Record<string, string>> = JSON.parse(readFileSync(path, 'utf8'));
const bytes = (name: string) => Uint8Array.from(Buffer.from(record[name], 'base64'));
const floats = (name: string) => new Float32Array(bytes(name).buffer);

const ROWS = 2;
const norm = 'batch';
const generator = (channels = [16, 8, 4, 2], given: Partial<DcganOptions> = {}) =>
  new Network('generator', dcganGenerator({ channels, norm, output: [64, 64, 3], ...given }), [5]);
const discriminator = new Network(
  'discriminator',
  dcganDiscriminator({ channels: [2, 4, 8, 16], norm, activation: 'leaky-relu' }),
  [64, 64, 3],
);

/** What a network makes of its input, in float64. */
function computed(network: Network, weights: Record<string, Float32Array>, x: Float32Array): Float32Array {
  const output = network.infer(input('x', [ROWS, ...network.input]), network.variables());
  return Float32Array.from(interpret([output], { ...weights, x })[0]);
}

/** Images [n, 64, 64, 3] channels first, each 11th value. */
function sampled(images: Float32Array): Float32Array {
  const area = 64 * 64;
  const first = images.map((_, i) => {
    const [n, c, p] = [Math.floor(i / (3 * area)), Math.floor(i / area) % 3, i % area];
    return images[n * 3 * area + p * 3 + c];
  });
  return first.filter((_, i) => i % 11 === 0);
}

function expectAlike(a: Float32Array, b: Float32Array): void {
  expect(a.length).toBe(b.length);
  const worst = a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]) / Math.max(1, Math.abs(v))), 0);
  expect(worst).toBeLessThan(1e-5);
  expect(new Set(a).size).toBeGreaterThan(1);
}

describe('the DCGAN of pytorch/examples', () => {
  it('makes here the images that it makes in PyTorch', () => {
    const { weights, note } = weightsOf(generator(), { name: 'g', bytes: bytes('generator') });
    expectAlike(sampled(computed(generator(), weights, floats('z'))), floats('images'));
    expect(note).toMatch(
      /^g: other names than Saddle's, so layers were matched by shape and order: main\.0 as dense1, main\.1 as batchNorm1, main\.3 as convTranspose1, .*main\.12 as convTranspose4;/,
    );
  });

  it('judges them as in PyTorch', () => {
    const g = weightsOf(generator(), { name: 'g', bytes: bytes('generator') });
    const d = weightsOf(discriminator, { name: 'd', bytes: bytes('discriminator') });
    const images = computed(generator(), g.weights, floats('z'));
    expectAlike(computed(discriminator, d.weights, images), floats('logits'));
  });

  it('may have a bias for each channel of its first layer', () => {
    const network = generator([16, 8, 4, 2], { norm: { kind: 'batch', bias: 'zeros' } as never });
    const { weights } = weightsOf(network, { name: 'g', bytes: bytes('biased') });
    expectAlike(sampled(computed(network, weights, floats('z'))), floats('biasedImages'));
  });
});

const linear = (units: number, inputs: number, first: number): StoredTensor => ({
  type: 'F32',
  shape: [units, inputs],
  data: Float32Array.from({ length: units * inputs }, (_, i) => first + i),
});
const file = (tensors: Readonly<Record<string, StoredTensor>>) => ({
  name: 'w.safetensors',
  bytes: concatenate(encodeSafetensors(new Map(Object.entries(tensors)))),
});
const square = new Network('generator', mlp({ hidden: [3, 3], output: [3] }), [3]);

describe('layers of other names', () => {
  it('keep the order of their numbers, not that of the alphabet', () => {
    const tensors = {
      'net.2.weight': linear(3, 3, 0),
      'net.10.weight': linear(3, 3, 50),
      'net.4.weight': linear(3, 3, 20),
    };
    const { weights, note } = weightsOf(square, file(tensors));
    expect(note).toContain('net.2 as dense1, net.4 as dense2, net.10 as dense3');
    expect(weights['generator/dense2/bias']).toEqual(new Float32Array(3));
    expect(Math.min(...weights['generator/dense3/weight'])).toBe(50);
  });

  it.each([
    [
      'that fit in several ways',
      { 'a.weight': linear(3, 3, 0), 'b.weight': linear(3, 3, 9), 'c.weight': linear(3, 3, 20) },
      /got names that fit it in several ways; choose the network that it was made for$/,
    ],
    ['of which there are more', { 'a.1.weight': linear(3, 3, 0) }, /got 1 layers where the network has 3;/],
    [
      'of another shape',
      { 'a.1.weight': linear(3, 3, 0), 'a.2.weight': linear(2, 3, 0), 'a.3.weight': linear(3, 2, 0) },
      /got no layer that fits 'dense2' of weight \[3, 3\], bias \[3\] in its place;/,
    ],
    [
      'of other numbers',
      { 'a.1.weight': { type: 'F16', shape: [1], data: new Uint16Array(1) } as StoredTensor },
      /got 'a\.1\.weight' as F16, not F32;/,
    ],
  ])('are refused %s', (_, tensors, sentence) => {
    const given = file(tensors);
    expect(() => weightsOf(square, given)).toThrow(
      /^w\.safetensors: expected the weights of the generator by its names, or others that fit it in one way, got /,
    );
    expect(() => weightsOf(square, given)).toThrow(sentence);
  });

  it('of another size are refused', () => {
    const other = generator([16, 8, 4, 4]);
    expect(() => weightsOf(other, { name: 'g', bytes: bytes('generator') })).toThrow(
      /got no layer that fits 'convTranspose3'/,
    );
    expect(decodeSafetensors(bytes('generator')).tensors.size).toBe(25);
  });
});
