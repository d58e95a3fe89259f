// Everything of `saddle-gan`, and the engine of browsers.
import { openDataset as open } from './data/registry.ts';
import { PAGE_MEMORY } from './util/memory.ts';

export { webHost } from './data/loaders/web.ts';
export { type OrtWeb, type WebDevice, type WebEngineOptions, webEngine } from './engine/web.ts';
export * from './index.ts';

/** As `openDataset` of `saddle-gan`; without a host that knows better, the data may take the memory of a page. */
export const openDataset: typeof open = (config, host, memory = host?.memory ?? PAGE_MEMORY) =>
  open(config, host, memory);
