import { z } from 'zod';

/** What is kept beside decoded pictures: what they are, without decoding anything. */
export const keptSchema = z.strictObject({
  version: z.literal(1),
  /** Name of the pixels on the shelf, behind which the numbers of the classes follow. */
  body: z.string(),
  size: z.int().positive(),
  shape: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  /** Names of the classes. */
  names: z.array(z.string()).optional(),
  fingerprint: z.string(),
  /** Pictures that were left out, and why. */
  bad: z.array(z.tuple([z.string(), z.string()])),
  notes: z.array(z.string()),
});

export type KeptPictures = z.output<typeof keptSchema>;
