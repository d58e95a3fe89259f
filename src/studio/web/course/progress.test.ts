import { expect, it } from 'vitest';
import { formatProgress, isSolved, parseProgress, solvedOf, solveExercise } from './progress.ts';

it('reads back what it keeps', () => {
  const solved = { entropy: ['eighth', 'fair-coin-nats'], kl: [] };
  expect(parseProgress(formatProgress(solved))).toEqual(solved);
});

it.each([null, '', '{', 'null', '7', '{"version":2,"solved":{"kl":["x"]}}', '{"version":1,"solved":3}'])(
  'begins anew with %j',
  text => {
    expect(parseProgress(text)).toEqual({});
  },
);

it('leaves out what is no name', () => {
  expect(parseProgress('{"version":1,"solved":{"kl":["x",1],"dirac":"y"}}')).toEqual({ kl: ['x'] });
});

it('counts each exercise once, without a place to keep it', () => {
  solveExercise('kl', 'two-normals');
  solveExercise('kl', 'two-normals');
  expect(isSolved('kl', 'impossible')).toBe(false);
  expect(solvedOf('kl', ['two-normals', 'impossible'])).toBe(1);
});
