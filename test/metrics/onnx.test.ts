import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeSha256 } from '../../src/data/cache.ts';
import { imageDataset } from '../../src/data/dataset.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { OnnxGraph, onnxModel } from '../../src/graph/onnx/graph.ts';
import { openFeatureNetwork } from '../../src/node/networks/open.ts';

const folder = mkdtempSync(join(tmpdir(), 'saddle-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const engine = nodeEngine('cpu', { threads: 1 });
const dataset = imageDataset({
  name: 'images',
  shape: [2, 2, 1],
  bytes: new Uint8Array(4),
  range: '[0, 1]',
  source: 'a test',
});

/** x [n, 3, 2, 2] to `inner` = 2x, `out` [n, 12] = −2x and `root` [n, 1, 3, 2, 2] = √(−2x). */
function model(): Uint8Array {
  const graph = new OnnxGraph();
  graph.input('x', 'float', ['n', 3, 2, 2]);
  graph.addNode('Add', ['x', 'x'], ['inner']);
  graph.addNode('Neg', ['inner'], ['minus']);
  graph.addNode('Flatten', ['minus'], ['out'], { axis: 1 });
  graph.addNode('Sqrt', ['minus'], ['root']);
  graph.addNode('Unsqueeze', ['minus', graph.ints([1])], ['deep']);
  graph.output('out', 'float', ['n', 12]);
  return onnxModel(graph);
}

const file = join(folder, 'My Net.onnx');
writeFileSync(file, model());

const open = (options: string, place = file) =>
  openFeatureNetwork(`${place}#${options}`, { engine, dataset, cache: folder });

const image = Float32Array.of(0, 1, 0.5, 0.25);

describe('a layer of an ONNX file', () => {
  it('may be an output: vectors as they are', async () => {
    const network = await open('out,size=2,range=0..255');
    const { values, size } = await network.look(image, 1);
    expect(size).toBe(12);
    const grey = [-0, -510, -255, -127.5];
    expect([...values]).toEqual([...grey, ...grey, ...grey]);
    expect(network.short).toBe('my-net');
    expect(network.protocol).toContain(`out of ${file}`);
    await network.dispose();
  });

  it('may be a value within: the mean over positions, and another network by name', async () => {
    const network = await open('inner,size=2,mean=0/0/0.5,std=1/0.5/1');
    const { values, size } = await network.look(Float32Array.of(...image, 1, 1, 1, 1), 2);
    expect(size).toBe(3);
    [0.875, 1.75, -0.125, 2, 4, 1].forEach((v, i) => {
      expect(values[i]).toBeCloseTo(v, 6);
    });
    const other = await open('out,size=2,range=0..1');
    expect(other.name.replace(/-[0-9a-f]{8}$/, '')).toBe('my-net');
    expect(other.name).not.toBe(network.name);
    await network.dispose();
    await other.dispose();
  });

  it('may be fetched where its SHA-256 is known, and is kept', async () => {
    let asked = 0;
    const server = createServer((_, answer) => {
      asked++;
      answer.end(model());
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/net.onnx`;
    const sha256 = nodeSha256(model());
    for (let time = 0; time < 2; time++) {
      const network = await open(`out,size=2,range=0..1,sha256=${sha256}`, address);
      expect((await network.look(image, 1)).size).toBe(12);
      await network.dispose();
    }
    expect(asked).toBe(1);
    const wrong = 'cd'.repeat(32);
    await expect(open(`out,size=2,range=0..1,sha256=${wrong}`, address)).rejects.toThrow(
      `feature network: expected SHA-256 cdcdcdcdcdcd… of ${address}, got ${sha256.slice(0, 12)}…`,
    );
    await new Promise(done => server.close(done));
    await expect(open(`out,size=2,range=0..1,sha256=${wrong}`, address)).rejects.toThrow(
      `feature network: cannot fetch ${address} (ECONNREFUSED)`,
    );
  });

  it('is refused in a sentence where it does not fit', async () => {
    await expect(open('none,size=2,range=0..1')).rejects.toThrow(
      `my-net: expected a value named 'none' in ${file}, got none; its outputs are out`,
    );
    await expect(open('out,size=4,range=0..1')).rejects.toThrow(
      'my-net: expected a model of one input float32 [n, 3, 4, 4], got x float32 [n, 3, 2, 2]',
    );
    await expect(open('out,size=2,range=0..1,layout=nhwc')).rejects.toThrow('float32 [n, 2, 2, 3], got x');
    await expect(open('out,size=2,range=0..1', join(folder, 'none.onnx'))).rejects.toThrow(
      'none.onnx: ENOENT; expected an ONNX file',
    );
    const text = join(folder, 'text.onnx');
    writeFileSync(text, 'no model');
    await expect(open('out,size=2,range=0..1', text)).rejects.toThrow('expected an ONNX model, got');

    const deep = await open('deep,size=2,range=0..1');
    await expect(deep.look(image, 1)).rejects.toThrow(
      "my-net: expected vectors [1, size] or maps with two axes of positions from 'deep', got [1, 1, 3, 2, 2]",
    );
    await deep.dispose();
    const root = await open('root,size=2,range=0..1');
    await expect(root.look(image, 1)).rejects.toThrow(
      'my-net: expected finite features, got NaN for sample 0',
    );
    await root.dispose();
  });
});
