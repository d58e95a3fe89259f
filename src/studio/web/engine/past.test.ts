import { expect, it } from 'vitest';
import type { ChronicleCommand } from './chronicle.ts';
import { Past } from './past.ts';

const begin = () => {
  const sent: ChronicleCommand[] = [];
  return { sent, past: new Past(command => sent.push(command)) };
};

it('asks for one moment at a time, and leaves out those that were passed over meanwhile', () => {
  const { sent, past } = begin();
  for (const step of [1, 2, 3]) past.visit(step, 10);
  expect(sent).toEqual([{ type: 'visit', step: 1 }]);
  past.hear({ type: 'visiting', step: 1, now: 10 });
  expect(sent.slice(1)).toEqual([{ type: 'visit', step: 3 }]);
  expect(past.signals.visit.value).toEqual({ step: 3, now: 10 });
  past.hear({ type: 'visiting', step: 4, now: 10 });
  expect(past.signals.visit.value).toEqual({ step: 4, now: 10 });
});

it('asks again after something went wrong', () => {
  const { sent, past } = begin();
  past.visit(1, 10);
  past.settle();
  past.visit(2, 10);
  expect(sent.at(-1)).toEqual({ type: 'visit', step: 2 });
});

it('gives the files that were asked for, or says why there are none', async () => {
  const { past } = begin();
  const [first, second, third] = [past.archive(), past.archive(), past.archive()];
  const files = new Map();
  past.hear({ type: 'archived', files });
  past.hear({ type: 'unarchived', message: 'no room' });
  past.giveUp();
  expect(await first).toBe(files);
  await expect(second).rejects.toThrow('no room');
  await expect(third).rejects.toThrow(/^run: it ended before it was saved$/);
});
