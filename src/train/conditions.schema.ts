import { z } from 'zod';
import { attributesFault } from '../util/attributes.ts';

const extent = z.int().positive();
const names = z.array(z.string());
const attribute = z.object({ name: z.string(), values: names });

/** A condition in a file. */
export const conditionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('class'), names: names.min(1) }),
  z
    .object({ kind: z.literal('vector'), dim: extent, attributes: z.array(attribute).optional() })
    .refine(({ attributes, dim }) => !attributes || attributesFault(attributes, dim) === undefined),
  z.object({ kind: z.literal('image'), shape: z.tuple([extent, extent, extent]) }),
]);
