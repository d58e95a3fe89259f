import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import type { Fault, Status } from '../../engine/run-client.ts';
import { lockstep, type Paced } from './lockstep.ts';

/** A run that goes where it is told at once. */
function run(step: number, status: Status) {
  const signals = { step: signal(step), status: signal(status), fault: signal<Fault | undefined>(undefined) };
  let most = Number.POSITIVE_INFINITY;
  return {
    signals,
    get most() {
      return most;
    },
    limit(to: number) {
      most = to;
    },
    reach(to: number) {
      signals.step.value = Math.max(signals.step.value, to);
    },
    pause() {
      signals.status.value = 'paused';
    },
  } satisfies Paced & { most: number };
}

it('lets neither run far ahead of the other', () => {
  const [a, b] = [run(0, 'running'), run(0, 'running')];
  lockstep(a, b);
  a.signals.step.value = 150;
  expect([a.most, b.most]).toEqual([200, 350]);
});

it('brings both to the same step when they pause, and not before', () => {
  const [a, b] = [run(0, 'running'), run(0, 'running')];
  lockstep(a, b);
  a.signals.step.value = 130;
  a.pause();
  expect(b.signals.step.value).toBe(0);
  b.signals.step.value = 70;
  b.pause();
  expect([a.signals.step.value, b.signals.step.value]).toEqual([130, 130]);
});

it('stops the other where one fails, and does not try again', () => {
  const [a, b] = [run(40, 'running'), run(90, 'running')];
  lockstep(a, b);
  a.signals.fault.value = { during: 'run', message: 'NaN', expected: true };
  a.pause();
  expect(b.signals.status.value).toBe('paused');
  expect(a.signals.step.value).toBe(40);
});

it('sets both free in the end', () => {
  const [a, b] = [run(0, 'running'), run(0, 'running')];
  lockstep(a, b)();
  a.signals.step.value = 5000;
  expect([a.most, b.most]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
