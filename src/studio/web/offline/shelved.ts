/** What the service worker keeps, as the build writes it. */
export interface Shelved {
  /** Files of the pages, with what tells a new one from the old; null where the name does. */
  readonly pages: readonly { readonly url: string; readonly revision: string | null }[];
  /** Files of the runtime for WASM; those for WebGPU are kept when they have been used. */
  readonly runtime: { readonly version: string; readonly files: readonly string[] };
}

/** The service worker beside the pages. */
export const WORKER_FILE = 'offline.js';
