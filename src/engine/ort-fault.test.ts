import { describe, expect, it } from 'vitest';
import { MemoryError, UnreachedError } from '../util/platform.ts';
import { DeadEngineError, NoAdapterError } from './engine.ts';
import { ofRuntime, ortFault } from './ort-fault.ts';

const NO_BACKEND = 'no available backend found. ERR: [wasm] ';

describe('a fault of the runtime', () => {
  it.each([
    new Error('std::bad_alloc'),
    new Error('bad allocation'),
    new Error("Can't create a session. failed to allocate a buffer of size 3000000000."),
    new Error(
      'Non-zero status code returned while running MatMul node. Failed to allocate memory for requested buffer of size 17179869184',
    ),
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
  ])('is one of memory: %s', error => {
    const fault = ortFault(error);
    expect(fault).toBeInstanceOf(MemoryError);
    expect(fault).not.toBeInstanceOf(DeadEngineError);
    expect((fault as MemoryError).message).toMatch(
      /^memory: expected room for what this takes, got none \(.+\); choose a smaller batch, network or count$/,
    );
  });

  it.each([
    new WebAssembly.RuntimeError('memory access out of bounds'),
    new WebAssembly.RuntimeError('unreachable'),
    new Error(`${NO_BACKEND}RuntimeError: Aborted(OOM). Build with -sASSERTIONS for more info.`),
    new Error('Aborted(OOM). Build with -sASSERTIONS for more info.'),
    5_244_880,
  ])('is the end of the runtime: %s', error => {
    expect(ortFault(error)).toBeInstanceOf(DeadEngineError);
  });

  it.each([
    new Error(`${NO_BACKEND}TypeError: Failed to fetch`),
    new Error(`${NO_BACKEND}RuntimeError: Aborted(both async and sync fetching of the wasm failed)`),
    new Error(`${NO_BACKEND}RuntimeError: Aborted(CompileError: wasm validation error: at offset 4)`),
    new TypeError('Failed to fetch dynamically imported module: http://127.0.0.1/ort-wasm.mjs'),
    new TypeError('NetworkError when attempting to fetch resource.'),
  ])('is a file of the runtime that is not served: %s', error => {
    expect(ortFault(error)).toBeInstanceOf(UnreachedError);
    expect(String(ortFault(error))).toContain('`wasmPaths` names their folder');
  });

  it('is a missing adapter', () => {
    const said =
      'webgpu_context.cc:136 adapter_result.status == Success was false. Failed to get a WebGPU adapter: No supported adapters';
    expect(ortFault(new Error(said))).toBeInstanceOf(NoAdapterError);
  });

  it('is left as it is where it says something else', async () => {
    const fault = new Error('Got invalid dimensions for input: x');
    expect(ortFault(fault)).toBe(fault);
    await expect(ofRuntime(Promise.reject(fault))).rejects.toBe(fault);
    await expect(ofRuntime(Promise.reject(new Error('std::bad_alloc')))).rejects.toThrow(MemoryError);
    await expect(ofRuntime(Promise.resolve(3))).resolves.toBe(3);
  });
});
