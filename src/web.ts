// Everything of `saddle-gan`, and the engine of browsers.
import { openDataset as open } from './data/registry.ts';
import { PAGE_MEMORY } from './util/memory.ts';

export { webHost } from './data/loaders/web.ts';
export { type OrtWeb, type WebDevice, type WebEngineOptions, webEngine } from './engine/web.ts';
export * from './index.ts';
export { Autosave, type AutosaveReport, type Keeping, newRunId } from './run/autosave.ts';
export type { RunFiles } from './run/files.ts';
export { claimRun, forgetRun, type KeptRun, keepRun, keptFiles, keptRun } from './run/web.ts';

/** As `openDataset` of `saddle-gan`; without a host that knows better, the data may take the memory of a page. */
export const openDataset: typeof open = (config, host, memory = host?.memory ?? PAGE_MEMORY) =>
  open(config, host, memory);
