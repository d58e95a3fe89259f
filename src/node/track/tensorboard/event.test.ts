import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { concatenate } from '../../../util/bytes.ts';
import { histogram, image, readEvent, scalar, summaryEvent, versionEvent } from './event.ts';
import { recordOf } from './records.ts';

const recorded: { readonly png: string; readonly file: string } = JSON.parse(
  readFileSync('test/fixtures/tfevents.json', 'utf8'),
);
const png = new Uint8Array(Buffer.from(recorded.png, 'base64'));

const events = [
  versionEvent(1700000000.5),
  summaryEvent(1700000001.25, 300, [scalar('train/lossD', 1.3862943649291992), scalar('train/lossG', -0.5)]),
  summaryEvent(2, 70_000, [image('fakes', png)]),
  summaryEvent(3, 5, [
    histogram('weights/generator/dense1/weight', Float32Array.of(-1, -0.5, 0.25, 0.25, 2)),
  ]),
];

it('writes the bytes that TensorBoard writes', () => {
  const file = Buffer.from(recorded.file, 'base64');
  expect(Buffer.from(concatenate(events.map(recordOf))).equals(file)).toBe(true);
});

it('reads step and names of what it wrote', () => {
  expect(events.map(readEvent)).toEqual([
    { step: 0, names: [] },
    { step: 300, names: ['train/lossD', 'train/lossG'] },
    { step: 70_000, names: ['fakes'] },
    { step: 5, names: ['weights/generator/dense1/weight'] },
  ]);
});

it('has one bucket where all values are the same, and holds each once', () => {
  const decoded = (values: number[]) => summaryEvent(1, 1, [histogram('w', Float32Array.from(values))]);
  expect(decoded([3, 3, 3]).length).toBeLessThan(decoded([1, 2, 3]).length);
});
