import { openDataset as open } from '../data/registry.ts';
import { nodeMemory } from '../util/node-memory.ts';

/** As `openDataset` of `saddle-gan`; without a host that knows better, the data may take the memory of this machine. */
export const openDataset: typeof open = (config, host, memory = host?.memory ?? nodeMemory()) =>
  open(config, host, memory);
