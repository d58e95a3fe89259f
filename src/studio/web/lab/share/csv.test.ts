import { expect, it } from 'vitest';
import { parseTable } from '../points.ts';
import { curvesCsv, samplesCsv } from './csv.ts';

it('writes a column for each curve, empty where there is no value', () => {
  const step = Float64Array.of(1, 2);
  expect(curvesCsv({ lossD: Float64Array.of(1.5, -2), js: Float64Array.of(Number.NaN, 0.25), step })).toBe(
    'step,lossD,js\n1,1.5,\n2,-2,0.25\n',
  );
});

it('writes samples so that they can be pasted again', () => {
  const values = [0.5, -1, 2, 3];
  expect(parseTable(samplesCsv(Float32Array.from(values), 2))).toMatchObject({ columns: 2, values });
  expect(parseTable(samplesCsv(Float32Array.from(values), 1))).toMatchObject({ columns: 1, values });
});
