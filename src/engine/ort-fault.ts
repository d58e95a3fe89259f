import { UserError } from '../util/error.ts';
import { isUnreached, MemoryError, platformFault, UnreachedError } from '../util/platform.ts';
import { DeadEngineError, NoAdapterError } from './engine.ts';

// What ONNX Runtime says by words only, as errors that have types.

const NO_ROOM = /bad_alloc|bad allocation|failed to allocate|out of memory|\boom\b|grow memory/i;
/** WebAssembly that stopped in the middle of its work, also where the runtime has put that into an error of its own. */
const ABORTED = /\bRuntimeError: |aborted\(/i;
/** The files of onnxruntime-web that are not there, or others in their place. */
const NO_FILES = /fetching of the wasm failed|CompileError: |HTTP status code is not ok/;

/** It could not start on any device that it was asked for. */
const NO_BACKEND = /no available backend found\. ERR: (.*)/;

/** Dawn, which the runtime reaches GPUs through. */
const NO_ADAPTER = /failed to get a webgpu adapter/i;

/** An error of the runtime as one of ours where it has a type; any other as it is. */
export function ortFault(error: unknown): unknown {
  const said = String(error);
  if (isUnreached(error) || NO_FILES.test(said)) {
    return new UnreachedError(
      `engine: expected the files of onnxruntime-web from their server, got none (${said}); see that it runs, and that \`wasmPaths\` names their folder`,
    );
  }
  if (NO_ADAPTER.test(said))
    return new NoAdapterError('device webgpu: expected a WebGPU adapter, got none; use another device');
  if (typeof error === 'number' || ABORTED.test(said)) return new DeadEngineError(said); // the address of a C++ exception
  if (NO_ROOM.test(said)) return new MemoryError(said);
  const backend = NO_BACKEND.exec(said);
  return backend
    ? new UserError(`engine: expected ONNX Runtime to start, got ${backend[1]}`)
    : platformFault(error);
}

/** Waits for the runtime. */
export async function ofRuntime<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw ortFault(error);
  }
}
