import { expect, it } from 'vitest';
import { nodeMemory } from '../util/node-memory.ts';
import { bytesText } from '../util/text.ts';
import * as web from '../web.ts';
import { openDataset } from './dataset.ts';

it('lets data take the memory of the machine, and in a page what a page has', async () => {
  const huge = { name: 'ring', count: 1e15 };
  const most = (bytes: number) => `data ring: expected at most ${bytesText(bytes)}, `;
  await expect(openDataset(huge)).rejects.toThrow(most(nodeMemory().total));
  await expect(web.openDataset(huge)).rejects.toThrow(most(4 * 2 ** 30));
});
