import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetched } from '../packages/client/src/fetched.ts';
import { type Host, open } from '../packages/client/src/open.ts';
import type { LoadOptions, Source } from '../packages/client/src/types.ts';
import { Network } from '../src/nn/network.ts';
import { mlp } from '../src/nn/networks/mlp.ts';
import { exportGenerator } from '../src/train/export.ts';

const generator = new Network('generator', mlp({ hidden: [4], output: [2, 2, 1] }), [6]);
const model = exportGenerator(generator, generator.initialize(5), {
  latent: { dim: 6, distribution: 'normal' },
  shape: [2, 2, 1],
  step: 0,
  data: 'none',
});

/** The model with latents of 7 in its description alone. */
function misdescribed(): Uint8Array {
  const bytes = Buffer.from(model);
  bytes[bytes.indexOf('"dim":6') + '"dim":'.length] = '7'.charCodeAt(0);
  return bytes;
}

interface Runtime {
  readonly host: Host;
  /** Devices of the sessions that are open. */
  readonly open: string[];
  /** Most calls that were under way at once. */
  most: number;
}

type Fault = 'opens' | 'runs' | 'is wrong';

/** ONNX Runtime, of which WebGPU, played by the CPU, has a fault. */
function runtime(fault?: Fault): Runtime {
  const state = { open: [] as string[], most: 0 };
  let running = 0;
  const create = async (
    bytes: Uint8Array,
    { executionProviders = [] }: ort.InferenceSession.SessionOptions,
  ) => {
    const device = String(executionProviders[0]);
    const fails = (where: Fault) => device === 'webgpu' && fault === where;
    if (fails('opens')) throw new Error('the adapter is lost');
    const session = await ort.InferenceSession.create(bytes);
    state.open.push(device);
    return Object.assign(Object.create(session), {
      async run(...args: Parameters<typeof session.run>) {
        if (fails('runs')) throw new Error('the shader does not compile');
        state.most = Math.max(state.most, ++running);
        const { x } = await session.run(...args);
        running--;
        return {
          x: fails('is wrong')
            ? new ort.Tensor(
                (x.data as Float32Array).map(v => v + 1),
                x.dims,
              )
            : x,
        };
      },
      async release() {
        state.open.splice(state.open.indexOf(device), 1);
        await session.release();
      },
    });
  };
  const module = { ...ort, InferenceSession: { create } };
  const host = { read: fetched, runtime: async () => ({ ort: module, device: 'webgpu' as const }) };
  return Object.assign(state, { host });
}

describe('a page with WebGPU', () => {
  it.each([
    [undefined, 'webgpu'],
    ['opens', 'wasm'],
    ['runs', 'wasm'],
    ['is wrong', 'wasm'],
  ] as const)('that fails when it %s computes on %s alone', async (fault, device) => {
    const { host, open: sessions } = runtime(fault);
    const client = await open(host, model);
    expect([client.device, sessions]).toEqual([device, [device]]);
    await client.dispose();
    expect(sessions).toEqual([]);
  });

  it('is taken at its word when it asks for it', async () => {
    await expect(open(runtime('opens').host, model, { device: 'webgpu' })).rejects.toThrow(
      'the adapter is lost',
    );
    const { host, open: sessions } = runtime('is wrong');
    expect((await open(host, model, { device: 'webgpu' })).device).toBe('webgpu');
    expect(sessions).toEqual(['webgpu']);
  });

  it('keeps no session of a model that is refused', async () => {
    for (const device of [undefined, 'webgpu'] as const) {
      const { host, open: sessions } = runtime();
      await expect(open(host, misdescribed(), { device })).rejects.toThrow(/^model: expected a generator/);
      expect(sessions).toEqual([]);
    }
  });

  it('lets calls take turns, and disposes after the last', async () => {
    const made = runtime();
    const client = await open(made.host, model);
    const calls = [1, 2, 3].map(seed => client.sample({ seed }));
    const failed = client.generate(new Float32Array(6), { conditions: new Int32Array(1) });
    await Promise.all([...calls, expect(failed).rejects.toThrow('conditions'), client.dispose()]);
    expect([made.most, made.open]).toEqual([1, []]);
  });
});

describe('a server', () => {
  const page = '<!doctype html><title>app</title>';
  const listeners: Readonly<Record<string, RequestListener>> = {
    /** Sends a page for whatever is not there. */
    fallback: ({ url }, response) => response.end(url === '/fallback/onnx/model.onnx' ? model : page),
    /** Ends in the middle of the file. */
    broken(_, response) {
      response.writeHead(200, { 'content-length': model.length });
      response.write(model.subarray(0, 100), () => response.destroy());
    },
  };
  const server = createServer((request, response) =>
    listeners[request.url!.split('/')[1]](request, response),
  );
  let url: string;
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('that answers misses with a page has the model in the second place', async () => {
    const client = await open(runtime().host, `${url}/fallback`);
    expect((await client.sample({ seed: 1 })).tensor.shape).toEqual([2, 2, 1]);
    await client.dispose();
  });

  it('that has pages alone is told so', async () => {
    await expect(open(runtime().host, `${url}/fallback/none`)).rejects.toThrow(
      /^model: expected a generator that Saddle exported, got a web page, .*fallback\/none\/model\.onnx/,
    );
  });

  it('that stops in the file is named', async () => {
    await expect(open(runtime().host, `${url}/broken`)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /^model: expected http.*\/broken\/model\.onnx from its server, got a part of it/,
      ),
    });
  });
});

describe('options', () => {
  it.each([
    [model, { variant: 'fp16' }, /^variant: expected a folder to choose 'fp16' of, got bytes; leave it out$/],
    [
      'x/model.onnx?1',
      { variant: 'int8' },
      /^variant: expected a folder .* got x\/model\.onnx\?1; leave it out$/,
    ],
    ['x', { variant: 'fp8' }, /^load: unknown variant 'fp8'; did you mean 'fp16'\?/],
    [model, { device: 'webgp' }, /^load: unknown device 'webgp'; did you mean 'webgpu'\?/],
    [model, { devise: 'wasm' }, /^load: unknown option 'devise'; did you mean 'device'\?/],
  ])('of %# are refused in a sentence', async (source, options, sentence) => {
    await expect(open(runtime().host, source as Source, options as LoadOptions)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(sentence),
    });
  });
});
