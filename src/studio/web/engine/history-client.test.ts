import { expect, it } from 'vitest';
import { HistoryClient } from './history-client.ts';
import type { HistoryCommand } from './run-history.ts';

const begin = () => {
  const sent: HistoryCommand[] = [];
  return { sent, history: new HistoryClient(command => sent.push(command)) };
};

it('asks for one moment at a time, and leaves out those that were passed over meanwhile', () => {
  const { sent, history } = begin();
  for (const step of [1, 2, 3]) history.visit(step, 10);
  expect(sent).toEqual([{ type: 'visit', step: 1 }]);
  history.hear({ type: 'visiting', step: 1, now: 10 });
  expect(sent.slice(1)).toEqual([{ type: 'visit', step: 3 }]);
  expect(history.signals.visit.value).toEqual({ step: 3, now: 10 });
  history.hear({ type: 'visiting', step: 4, now: 10 });
  expect(history.signals.visit.value).toEqual({ step: 4, now: 10 });
});

it('asks again after something went wrong', () => {
  const { sent, history } = begin();
  history.visit(1, 10);
  history.settle();
  history.visit(2, 10);
  expect(sent.at(-1)).toEqual({ type: 'visit', step: 2 });
});

it('gives the files that were asked for, or says why there are none', async () => {
  const { history } = begin();
  const [first, second, third] = [history.archive(), history.archive(), history.archive()];
  const files = new Map();
  history.hear({ type: 'archived', files });
  history.hear({ type: 'unarchived', message: 'no room' });
  history.giveUp();
  expect(await first).toBe(files);
  await expect(second).rejects.toThrow('no room');
  await expect(third).rejects.toThrow(/^run: it ended before it was saved$/);
});
