import { type WebDevice, webEngine } from '../../src/engine/web.ts';
import { faults } from './conformance.ts';

/** What the test asks of the worker in the browser. */
export interface BrowserTask {
  readonly device: WebDevice;
  readonly threads: number;
}

export interface BrowserReport {
  readonly description: string;
  readonly isolated: boolean;
  readonly faults: Record<string, string | null>;
}

async function report({ device, threads }: BrowserTask): Promise<BrowserReport> {
  const engine = await webEngine(device, { threads, wasmPaths: '/ort/' });
  const { description } = engine;
  return { description, isolated: globalThis.crossOriginIsolated, faults: await faults(engine) };
}

globalThis.onmessage = ({ data }: MessageEvent<BrowserTask>) => {
  report(data).then(
    result => globalThis.postMessage(result),
    (error: unknown) => globalThis.postMessage({ failure: String(error) }),
  );
};
