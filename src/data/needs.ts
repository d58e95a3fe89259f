import { planar } from '../theory/distributions/index.ts';
import type { Need } from '../util/memory.ts';

type Options = Readonly<Record<string, unknown>>;
type Count = (options: Options) => number;

/** An option as a number of at least 0; the law itself refuses what is none. */
const number = (options: Options, name: string) => Math.max(0, Number(options[name])) || 0;

/** Nodes of the quadrature along a noisy curve: 8 for each panel, which is no longer than σ / 1.5. */
const nodes =
  (length: Count): Count =>
  options => {
    const sigma = number(options, 'sigma');
    return sigma > 0 ? (12 * length(options)) / sigma : 0;
  };

/** Objects that a law is made of; those that are left out are made of a few. */
const OBJECTS: Readonly<Record<string, { readonly count: Count; readonly remedy: string }>> = {
  ring: { count: o => number(o, 'modes'), remedy: 'fewer modes' },
  grid: { count: o => number(o, 'side') ** 2, remedy: 'a smaller side' },
  checkerboard: { count: o => number(o, 'cells') ** 2 / 2, remedy: 'fewer cells' },
  line: {
    count: nodes(o => Math.hypot(Number(o.x1) - Number(o.x0), Number(o.y1) - Number(o.y0))),
    remedy: 'a larger sigma',
  },
  moons: { count: nodes(o => 2 * Math.PI * number(o, 'radius')), remedy: 'a larger sigma' },
  spiral: { count: nodes(spiralLength), remedy: 'fewer arms or turns, or a larger sigma' },
};

/** The arms are measured by 256 chords, each at most a diameter. */
function spiralLength(options: Options): number {
  const [turns, arms, radius] = ['turns', 'arms', 'radius'].map(name => number(options, name));
  return arms * radius * Math.min(512, 1 + Math.PI * turns);
}

/** Of one mode with its mean and the conditional law, or of one node: measured on V8. */
const OBJECT_BYTES = 150;

/** Numbers in one sample, of the laws that say it by an option. */
const LENGTHS: Readonly<Record<string, Count>> = {
  'high-dim': o => number(o, 'dimension'),
  pixels1024: () => 1024,
  'multivariate-normal': o => (Array.isArray(o.mean) ? o.mean.length : 1),
  'stacked-mnist': () => 3, // the numbers of its digits
};

/** Float64 numbers of the means and the rotation of `high-dim`. */
const highDim = (o: Options) => 8 * number(o, 'dimension') * (2 * number(o, 'modes') + 30);

/** What opening a dataset holds: its law, and the samples of a fixed draw with their order. */
export function dataNeeds(name: string, options: Options): Need[] {
  const law = OBJECTS[name];
  const length = LENGTHS[name]?.(options) ?? (Object.hasOwn(planar, name) ? 2 : 1);
  const needs: Need[] = [
    {
      what: `${number(options, 'count')} samples`,
      bytes: number(options, 'count') * (4 * length + (options.labelled ? 12 : 8)),
      remedy: 'a smaller data.count',
    },
  ];
  if (law) {
    const bytes = OBJECT_BYTES * law.count(options);
    needs.push({ what: 'the parts of the law', bytes: bytes || 0, objects: true, remedy: law.remedy });
  }
  if (name === 'high-dim') {
    needs.push({ what: 'its means and rotation', bytes: highDim(options), remedy: 'a smaller dimension' });
  }
  return needs;
}
