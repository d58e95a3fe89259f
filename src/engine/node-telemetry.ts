import { isMainThread } from 'node:worker_threads';
import { UserError } from '../util/error.ts';

/** onnxruntime reads it once, when the first session of a process is made, and keeps to what it read. */
const SWITCH = 'ORT_DISABLE_TELEMETRY';
const OFF = /^(1|true)$/i;

/**
 * Keeps onnxruntime from reporting to its vendor, which from 1.29 on it does by default: in this process and in all that
 * it starts. A worker thread has only a copy of the environment and cannot set it.
 * @throws UserError where the environment says otherwise, or in a worker thread of a process that has not been told
 */
export function disableTelemetry(): void {
  if (isMainThread) process.env[SWITCH] ??= '1';
  const value = process.env[SWITCH];
  if (value === undefined) {
    throw new UserError(
      `engine: expected ${SWITCH}=1 in a worker thread, which cannot set it for its process, got nothing; start the process with it, or make an engine in the main thread first`,
    );
  }
  if (!OFF.test(value)) {
    throw new UserError(
      `engine: expected ${SWITCH} to be 1 or unset, got '${value}'; Saddle runs onnxruntime without telemetry only`,
    );
  }
}

/** What onnxruntime tells about this machine, in words. */
export function telemetryText(): string {
  return process.platform === 'win32'
    ? 'none sent; Windows may record events of onnxruntime (ETW) where a trace asks for them'
    : 'off: onnxruntime sends and keeps nothing';
}
