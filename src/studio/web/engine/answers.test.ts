import { expect, it } from 'vitest';
import { objective } from '../../../gan/objectives/index.ts';
import { answersOf, undecidedAnswer } from './answers.ts';

const judged = { real: Float32Array.of(4, 2), fake: Float32Array.of(-1, 0) };

it('reads logits as probabilities, and what a critic says as it is', () => {
  expect([...answersOf(Float32Array.of(0, 100, -100), false)]).toEqual([0.5, 1, expect.closeTo(0, 9)]);
  expect([...answersOf(Float32Array.of(3), true)]).toEqual([3]);
});

it('knows what D says when it cannot tell', () => {
  expect(undecidedAnswer(objective('minimax'), judged)).toBe(0.5);
  expect(undecidedAnswer(objective('hinge'), judged)).toBe(0);
  expect(undecidedAnswer(objective('lsgan'), judged)).toBe(0.5);
  expect(undecidedAnswer(objective('relativistic'), judged)).toBe(1.25);
});
