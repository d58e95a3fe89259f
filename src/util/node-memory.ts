import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Memory } from './memory.ts';

/** The memory of this machine, or of the container (cgroup) that this process is in. */
export function nodeMemory(): Memory {
  const limit = process.constrainedMemory();
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { total, heap: getHeapStatistics().heap_size_limit };
}
