import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as ortWeb from 'onnxruntime-web/wasm';
import { describe, expect, it } from 'vitest';
import { type OrtWeb, webEngine } from '../../src/engine/web.ts';

const root = join(import.meta.dirname, '../..');

/** What importing or making something may change for others. */
interface Globals {
  readonly environment: Readonly<Record<string, string>>;
  readonly runtime: { readonly logLevel: string; readonly wasm: object };
}

/** The globals of a process with a plain environment before and after some statements. */
async function around(statements: string, env: Readonly<Record<string, string>> = {}): Promise<Globals[]> {
  const program = `
    import * as ort from 'onnxruntime-node';
    const globals = () => JSON.stringify({ environment: process.env, runtime: ort.env });
    const before = globals();
    ${statements}
    console.log('[' + before + ',' + globals() + ']');
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } },
  );
  return JSON.parse(stdout);
}

const MAKE = `
  const { nodeEngine } = await import('./src/engine/node.ts');
  nodeEngine('cpu');
`;

describe('globals of the process and of the runtime', () => {
  it.each(['./src/index.ts', './src/node.ts', './src/web.ts', './src/cli/main.ts'])(
    'are left as they are by importing %s',
    async path => {
      const [before, after] = await around(`await import('${path}');`);
      expect(after).toEqual(before);
    },
  );

  it('are set when an engine is made: no telemetry, no log', async () => {
    const [before, after] = await around(MAKE);
    expect(before.environment).not.toHaveProperty('ORT_DISABLE_TELEMETRY');
    expect(after).toEqual({
      environment: { ...before.environment, ORT_DISABLE_TELEMETRY: '1' },
      runtime: { ...before.runtime, logLevel: 'fatal' },
    });
  });

  it('stay as the caller has set them', async () => {
    const [before, after] = await around(`ort.env.logLevel = 'verbose'; ${MAKE}`, {
      ORT_DISABLE_TELEMETRY: 'true',
    });
    expect(after).toEqual({ ...before, runtime: { ...before.runtime, logLevel: 'verbose' } });
  });

  it('are not overridden to turn telemetry off: such a process gets no engine', async () => {
    const refused = around(MAKE, { ORT_DISABLE_TELEMETRY: '0' });
    await expect(refused).rejects.toThrow(
      "engine: expected ORT_DISABLE_TELEMETRY to be 1 or unset, got '0'; Saddle runs onnxruntime without telemetry only",
    );
  });
});

it('an engine of a browser takes over what the caller has set in the runtime, unless its options say otherwise', async () => {
  const { env } = ortWeb;
  expect(env.logLevel).toBe('warning');
  env.logLevel = 'error';
  env.wasm.numThreads = 3;
  env.wasm.wasmPaths = '/theirs/';
  const ort = ortWeb as unknown as OrtWeb;
  expect((await webEngine('wasm', { ort })).description).toContain('wasm, 3 threads');
  await webEngine('webgpu', { ort });
  expect(env).toMatchObject({ logLevel: 'error', wasm: { numThreads: 3, wasmPaths: '/theirs/' } });
  const chosen = await webEngine('wasm', { ort, threads: 2, wasmPaths: '/ours/' });
  expect(chosen.description).toContain('wasm, 2 threads');
  expect(env).toMatchObject({ logLevel: 'error', wasm: { numThreads: 2, wasmPaths: '/ours/' } });
});
