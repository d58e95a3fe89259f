import type { Op } from '../tensor.ts';
import { convOps } from './conv.ts';
import { elementwiseOps } from './elementwise.ts';
import { leafOps } from './leaf.ts';
import { linearOps } from './linear.ts';
import { reduceOps } from './reduce.ts';
import { sampleOps } from './sample.ts';
import { shapeOps } from './shape.ts';
import { statisticsOps } from './statistics.ts';

/** Every operation of the compiler. The conformance suite runs each one on each device. */
export const ops = {
  ...leafOps,
  ...elementwiseOps,
  ...reduceOps,
  ...statisticsOps,
  ...shapeOps,
  ...linearOps,
  ...convOps,
  ...sampleOps,
} satisfies Record<string, Op<never>>;

export type OpName = keyof typeof ops;
