import { sampleLength } from '../data/dataset.ts';
import type { Given, Needs } from './metric.ts';
import { modesOf } from './modes.ts';

type Checks = {
  readonly [K in keyof Needs]-?: (need: NonNullable<Needs[K]>, given: Given) => string | undefined;
};

/** For each need: what the data lack, in words. */
const checks: Checks = {
  samples: (least, { samples }) =>
    samples >= least ? undefined : `at least ${least} samples where ${samples} are measured`,
  dimensions: (sizes, { dataset }) =>
    sizes.includes(sampleLength(dataset)) ? undefined : `samples of dimension ${sizes.join(' or ')}`,
  cdf: (_, { dataset: { law } }) => (law && 'cdf' in law ? undefined : 'a law with a distribution function'),
  modes: (_, { dataset }) => (modesOf(dataset) ? undefined : 'known modes'),
  moments: (_, { dataset: { moments } }) => (moments ? undefined : 'a known mean and variance'),
  images: (_, { dataset: { shape } }) => (shape.length === 3 ? undefined : 'images'),
  channels: (count, { dataset: { shape } }) =>
    shape.length === 3 && shape[2] === count ? undefined : `images of ${count} channels`,
  network: (_, { network }) => (network ? undefined : 'a feature network'),
  classifier: (classes, { network }) => {
    const found = network?.classes?.length;
    if (classes === true) return found ? undefined : 'a network that classifies';
    return found === classes ? undefined : `a classifier of ${classes} classes`;
  },
  heldOut: (least, { heldOut }) =>
    heldOut && heldOut.size >= least ? undefined : `${least} samples that were not trained on`,
  engine: (_, { engine }) => (engine ? undefined : 'an engine'),
  asked: (_, { asked }) => (asked ? undefined : 'a generator that is asked for classes'),
  judge: (_, { judge }) => (judge ? undefined : 'a discriminator'),
};

/** What is missing for a metric, in words; nothing where it can be computed. */
export function lacks(needs: Needs, given: Given): string[] {
  return (Object.keys(needs) as (keyof Needs)[]).flatMap(name => {
    const check = checks[name] as (need: unknown, given: Given) => string | undefined;
    return check(needs[name], given) ?? [];
  });
}
