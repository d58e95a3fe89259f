import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interpret } from '../src/graph/interpret.ts';
import { input } from '../src/graph/ops/leaf.ts';
import { Network } from '../src/nn/network.ts';
import { mlp } from '../src/nn/networks/mlp.ts';
import { decodeSafetensors } from '../src/run/safetensors.ts';
import { weightsOf } from '../src/train/given-weights.ts';
import { targets } from '../src/train/ship/index.ts';
import {
  arraysOf,
  DIM,
  type ExportCase,
  type ExportRecord,
  exportCases,
  filesOf,
  firstOf,
  ROWS,
} from './fixtures/torch/exports.ts';
import { hasTorch, PYTHON, type Ran, runExports } from './fixtures/torch/run-exports.ts';

const path = new URL('./fixtures/torch/exports.json', import.meta.url);
const records: Readonly<Record<string, ExportRecord>> = JSON.parse(readFileSync(path, 'utf8'));
const floats = (text: string) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);

/** What a network makes of its inputs, in float64. */
function exact(network: Network, { state, y }: ExportCase, x: Float32Array): Float32Array {
  const condition = network.conditionInput('y', ROWS);
  const output = network.infer(input('x', [ROWS, ...network.input]), network.variables(), condition);
  return Float32Array.from(interpret([output], { ...state, x, y })[0]);
}

function expectAlike(a: Float32Array, b: Float32Array): void {
  expect(a.length).toBe(b.length);
  const worst = a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]) / Math.max(1, Math.abs(v))), 0);
  expect(worst).toBeLessThan(1e-5);
  expect(new Set(a).size).toBeGreaterThan(1);
}

function expectSame(each: ExportCase, { generated, logits }: Ran): void {
  const { generator, discriminator, info } = each;
  expectAlike(firstOf(exact(generator, each, each.z), info.shape), generated);
  expectAlike(exact(discriminator, each, each.x), logits);
}

describe.each(exportCases)('$name', each => {
  const record = records[each.name];

  it('is in PyTorch what it is here', () => {
    expectSame(each, { generated: floats(record.generated), logits: floats(record.logits) });
  });

  it('is written as it was when PyTorch ran it', () => {
    const arrays = arraysOf(each);
    expect(Object.keys(arrays).sort()).toEqual(Object.keys(record.arrays).sort());
    for (const [name, [shape, sum]] of Object.entries(record.arrays)) {
      expect([name, arrays[name][0]]).toEqual([name, shape]);
      expect(arrays[name][1]).toBeCloseTo(sum, 4);
    }
  });

  it.each(['generator', 'discriminator'] as const)('comes back bit by bit: the %s', role => {
    const name = role === 'generator' ? 'model.safetensors' : 'model_discriminator.safetensors';
    const { weights } = weightsOf(each[role], { name, bytes: filesOf(each).get(name)! });
    expect(Object.keys(weights).sort()).toEqual(each[role].parameters.map(p => p.name).sort());
    for (const [of, values] of Object.entries(weights)) expect(values).toEqual(each.state[of]);
  });
});

it('weights say that they are PyTorch’s, by dotted names', () => {
  const file = decodeSafetensors(filesOf(exportCases[4]).get('model.safetensors')!);
  expect(Object.fromEntries(file.metadata)).toEqual({ format: 'pt' });
  expect([...file.tensors.keys()].every(key => /^(\w+\.)+\w+$/.test(key))).toBe(true);
});

it('a layer without a form in PyTorch is refused in a sentence', () => {
  const layers = mlp({ hidden: [4], output: [2], norm: { kind: 'virtual', reference: 8 } });
  const generator = new Network('generator', layers, [DIM]);
  const trained = {
    ...exportCases[0],
    gan: { ...exportCases[0].gan, generator },
    state: generator.initialize(1),
  };
  const options = { stem: 'model', discriminator: false, variants: [] };
  expect(() => targets.pytorch.files(trained, options)).toThrow(
    /^generator: expected layers that have a form in PyTorch, got slice of one that has none; export to onnx$/,
  );
});

const torch = hasTorch();
if (!torch)
  console.error(`\n*** model.py in PyTorch: not run: ${PYTHON} has no torch and numpy; set PYTHON ***\n`);

it.skipIf(!torch)(
  'model.py rebuilds every network in the PyTorch of this machine',
  { timeout: 240_000 },
  () => {
    const ran = runExports();
    for (const each of exportCases) expectSame(each, ran.get(each.name)!);
  },
);
