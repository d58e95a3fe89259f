import { z } from 'zod';
import { keys, units } from '../../util/schema.ts';
import { activations } from '../layers/activations.ts';
import {
  comparison,
  discriminatorBlock,
  discriminatorCondition,
  dropout,
  family,
  generatorBlock,
  generatorCondition,
  initializer,
} from './block.schema.ts';

const head = {
  family: family('mlp'),
  hidden: units.describe('units of the hidden layers'),
};

const tail = {
  outputActivation: z.enum(keys(activations)).default('linear').describe('activation of the result'),
  outputInit: initializer.prefault({ kind: 'glorot-uniform' }).describe('law of the initial output weights'),
  outputBias: initializer.prefault({ kind: 'zeros' }).describe('law of the initial output bias'),
  dropoutInput: dropout(0, 'an input'),
  dropoutHidden: dropout(0, 'a hidden unit'),
};

/** Options of `mlp` for each player. */
export const mlp = {
  generator: z.strictObject({ ...head, ...generatorBlock(), ...tail, ...generatorCondition }),
  discriminator: z.strictObject({
    ...head,
    ...discriminatorBlock(),
    ...tail,
    ...discriminatorCondition,
    ...comparison,
  }),
};
