import { asked } from './asked.ts';
import { cas } from './cas.ts';
import { classes } from './classes.ts';
import { neighbours } from './coverage.ts';
import { divergences } from './divergences.ts';
import { fd } from './fd.ts';
import { fdInfinity } from './fd-infinity.ts';
import { heldOutGap } from './held-out-gap.ts';
import { is } from './inception.ts';
import { kd } from './kd.ts';
import { ks } from './ks.ts';
import { memorization, pixelMemorization } from './memorization.ts';
import type { FigureKind, Metric } from './metric.ts';
import { modes } from './modes.ts';
import { moments } from './moments.ts';
import { msssim } from './msssim.ts';
import { parzen } from './parzen.ts';
import { prdc } from './prdc.ts';
import { stacks } from './stacked.ts';
import { swd } from './swd.ts';
import { w1 } from './w1.ts';
import { w2 } from './w2.ts';

/** All metrics by name: what runs, command line and studio measure with. */
export const metrics = {
  ks,
  modes,
  moments,
  divergences,
  w1,
  w2,
  neighbours,
  stacks,
  fd,
  fdInfinity,
  kd,
  is,
  prdc,
  parzen,
  swd,
  msssim,
  classes,
  asked,
  cas,
  memorization,
  pixelMemorization,
  heldOutGap,
} satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** What each figure is, by its name. */
export const figureKinds: Readonly<Record<string, FigureKind>> = Object.assign(
  {},
  ...Object.values(metrics).map(({ figures }) => figures),
);
