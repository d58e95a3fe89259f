import * as ort from 'onnxruntime-web/wasm';
import { type Host, open } from '../../packages/client/src/open.ts';
import type { Client } from '../../packages/client/src/types.ts';

/** The generator in this page, on the runtime in this page: nothing is fetched. */
export async function openEmbedded(): Promise<Client> {
  const { wasm } = ort.env;
  wasm.wasmBinary = await unzipped(takeBytes('runtime'));
  wasm.numThreads = 1; // a file has no shared memory
  const host: Host = { read: async () => undefined, runtime: async () => ({ ort, device: 'wasm' }) };
  return measured(await open(host, takeBytes('model')));
}

/** The bytes that an element has as base64; its text is no longer needed then. */
function takeBytes(id: string): Uint8Array<ArrayBuffer> {
  const element = document.getElementById(id)!;
  const text = atob(element.textContent);
  element.remove();
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/** How long each call takes, with its wait for those before it, is in the page's timeline as `samples`. */
function measured(client: Client): Client {
  return {
    ...client,
    async generate(latents, request) {
      const start = performance.now();
      const samples = await client.generate(latents, request);
      performance.measure('samples', { start, detail: samples.length });
      return samples;
    },
  };
}
