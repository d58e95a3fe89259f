import { z } from 'zod';
import { count, units } from '../../util/schema.ts';
import {
  comparison,
  discriminatorCondition,
  dropout,
  family,
  generatorCondition,
  initializer,
  weightNorm,
} from './block.schema.ts';

const options = {
  family: family('maxout'),
  hidden: units.describe('units of the hidden layers'),
  pieces: count.default(5).describe('affine pieces of each unit'),
  init: initializer.prefault({ kind: 'uniform', range: 0.005 }).describe('law of the initial weights'),
  weightNorm,
  dropoutInput: dropout(0.2, 'an input'),
  dropoutHidden: dropout(0.5, 'a hidden unit'),
};

/** Options of `maxoutNetwork` for each player. */
export const maxout = {
  generator: z.strictObject({ ...options, ...generatorCondition }),
  discriminator: z.strictObject({ ...options, ...discriminatorCondition, ...comparison }),
};
