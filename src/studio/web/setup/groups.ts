import type { Config } from '../../../train/config.ts';
import type { Field } from '../../../train/fields.ts';
import { fieldAt, valueAt } from './model.ts';

/** Controls that belong together. */
export interface Group {
  readonly title: string;
  readonly paths: readonly string[];
}

type Player = 'generator' | 'discriminator';

/** What every visitor sees; the names are short since the player is in the title. */
export const essentials: Readonly<Record<'players' | 'game', readonly string[]>> = {
  players: [
    'generator.hidden',
    'generator.activation',
    'discriminator.hidden',
    'discriminator.activation',
    'latent.dim',
    'latent.distribution',
  ],
  game: ['objective', 'k', 'batch', 'optimizer.discriminator.lr', 'optimizer.generator.lr', 'seed'],
};

/** Everything else, folded. */
export function foldedGroups(fields: readonly Field[]): Group[] {
  const shown = new Set([...essentials.players, ...essentials.game, ...ELSEWHERE]);
  const rest = fields.map(f => f.path).filter(path => !shown.has(path) && !path.startsWith('data.'));
  const take = (test: (path: string) => boolean) => rest.filter(test);
  const player = (name: Player) => take(path => path.startsWith(`${name}.`));
  const optimizer = (name: Player) => take(path => path.startsWith(`optimizer.${name}.`));
  const named = [...SCHEDULE, ...PLAY];
  return [
    { title: 'Generator', paths: player('generator') },
    { title: 'Discriminator', paths: player('discriminator') },
    { title: 'Optimiser of D', paths: optimizer('discriminator') },
    { title: 'Optimiser of G', paths: optimizer('generator') },
    { title: 'Order of play', paths: take(path => PLAY.includes(path)) },
    { title: 'Tricks', paths: take(path => !path.includes('.') && !named.includes(path)) },
    { title: 'Length and machine', paths: take(path => SCHEDULE.includes(path)) },
  ];
}

/** Has a place of its own, or means nothing in a page. */
const ELSEWHERE = [
  ...['recipe', 'penalties', 'device', 'logEvery', 'sampleEvery', 'checkpointEvery', 'samples'],
  ...['evaluateEvery', 'evaluateSamples', 'bestBy'],
];
const SCHEDULE = ['steps', 'threads'];
const PLAY = ['update', 'generatorEvery', 'realFake', 'generatorMode', 'order', 'heldOut'];

/** Whether a value does anything with the others as they are. */
export function matters(path: string, config: Config): boolean {
  const [head, key] = splitPath(path);
  if (fieldAt(path).owners && valueAt(config, path) === undefined) return false;
  return (conditions[key] ?? always)(config, head);
}

type Condition = (config: Config, head: string) => boolean;

const always: Condition = () => true;
const sibling = (key: string, test: (value: unknown) => boolean): Condition => {
  return (config, head) => test(valueAt(config, head === '' ? key : `${head}.${key}`));
};

/** When a value counts, by the last part of its path. */
const conditions: Readonly<Record<string, Condition>> = {
  slope: sibling('activation', value => value === 'leaky-relu'),
  conditionFeatures: sibling('condition', value => value === 'concat'),
  penaltyScale: ({ penalties }) => penalties.length > 0,
  penaltyEvery: ({ penalties }) => penalties.length > 0,
  consensus: ({ update }) => update === 'simultaneous',
  lookaheadShare: ({ lookaheadEvery }) => lookaheadEvery > 0,
};

function splitPath(path: string): [head: string, key: string] {
  const at = path.lastIndexOf('.');
  return at < 0 ? ['', path] : [path.slice(0, at), path.slice(at + 1)];
}

/** A path in words: `optimizer.generator.lr` is `learning rate`. */
export function nameOf(path: string): string {
  const key = splitPath(path)[1];
  return NAMES[key] ?? key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

const NAMES: Readonly<Record<string, string>> = {
  hidden: 'units of hidden layers',
  lr: 'learning rate',
  k: 'k, steps of D for one of G',
  batch: 'batch size m',
  distribution: 'distribution of z',
  dim: 'dimension of z',
  kind: 'update rule',
  beta1: 'β₁',
  beta2: 'β₂',
  epsilon: 'ε',
  init: 'initial weights',
  outputInit: 'initial output weights',
  outputBias: 'initial output bias',
  norm: 'normalisation',
  pac: 'samples judged together (pac)',
  realFake: 'D’s updates on real and fake',
  generatorMode: 'mode of G for D’s batch',
  emaHalfLife: 'half-life of the average of G',
  order: 'order of samples',
  heldOut: 'samples held out',
  steps: 'steps of schedules',
};
