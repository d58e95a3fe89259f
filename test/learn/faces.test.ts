import { expect, it } from 'vitest';
import { drawnVectors } from '../../src/train/attributes.ts';
import { attributesOf } from '../../src/util/condition.ts';
import { PATIENCE, trained } from './support.ts';

const COUNT = 960;

it(
  'faces: after a fiftieth of its steps faces asked for with dark skin are darker, and with blue hair bluer, than others',
  async () => {
    const { samples, dataset } = await trained('faces', COUNT, { steps: 480 });
    const attributes = attributesOf(dataset.condition)!;
    const vectors = drawnVectors(attributes, 0, COUNT); // as the pictures of seed 0
    const [height, width, channels] = dataset.shape;
    /** Mean of a colour over the rows of those faces that have a value, by its place in the vector. */
    const mean = (place: number, channel: number, [first, last]: readonly [number, number]) => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < COUNT; i++) {
        if (vectors[14 * i + place] !== 1) continue;
        for (let y = first; y < last; y++) {
          for (let x = width / 4; x < (3 * width) / 4; x++, count++) {
            sum += samples[((i * height + y) * width + x) * channels + channel];
          }
        }
      }
      return sum / count;
    };
    const [light, dark] = [8, 11].map(skin => mean(skin, 1, [8, 12]));
    expect(light - dark).toBeGreaterThan(0.3);
    const [red, blue] = [5, 7].map(hair => mean(hair, 2, [1, 5]) - mean(hair, 0, [1, 5]));
    expect(blue - red).toBeGreaterThan(0.3);
  },
  PATIENCE,
);
