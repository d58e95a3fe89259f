import type { Figure, Figures } from '../../../../metrics/metric.ts';
import type { SignKind } from '../../../../train/monitor/signs/index.ts';

/** What is known of a run. */
export interface Told {
  readonly step: number;
  readonly quality: Figures;
  /** Means of the step's outputs: what D says of real and generated samples. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether D's answers are any numbers, and not probabilities. */
  readonly critic: boolean;
  /** Signs of trouble that are seen now. */
  readonly signs: readonly SignKind[];
}

/** Before that there is nothing to say. */
const FIRST_STEPS = 30;

/** How a run is going, in plain words: what the generator reaches, and how the discriminator fares. */
export function storyOf(told: Told): string {
  if (told.step === 0)
    return 'Nothing is learned yet. Press play, and the generator starts from random points.';
  if (told.step < FIRST_STEPS) return 'It has just begun: the generator knows nothing of the data yet.';
  const trouble = told.signs.map(sign => TROUBLE[sign]).slice(0, 1);
  return [reachOf(told.quality), ...(trouble.length > 0 ? trouble : judgementOf(told))].join(' ');
}

/** What goes wrong, as a beginner needs to know it. */
const TROUBLE: Readonly<Record<SignKind, string>> = {
  divergence: 'The numbers grow without end: start over.',
  saturation: 'The discriminator is so sure that the generator learns nothing from it.',
  'discriminator-wins': 'The discriminator wins: it spots nearly every generated point.',
  oscillation: 'The two run in circles: neither gets the better of the other for long.',
  'mode-dropping': 'The generator leaves out part of the data; this is called mode collapse.',
  overfitting: 'The discriminator learns its examples by heart.',
};

function reachOf({ modesFound, highQuality, js }: Figures): string {
  if (modesFound && highQuality) return groupsText(modesFound, highQuality);
  return js ? nearnessText(js) : 'The generator is learning.';
}

/** Shares of what perfect samples score: learned, nearly so, half of the way. */
const [LEARNED, WELL, HALF] = [0.85, 0.65, 0.5];

const shareOf = ({ value, floor }: Figure) => value / floor.mean;

function groupsText({ value, of = value }: Figure, highQuality: Figure): string {
  if (value === 0) return 'The generator’s points do not lie where the real ones do yet.';
  const share = shareOf(highQuality);
  const all = value === of;
  if (all && share > LEARNED) return `The generator covers all ${of} groups: it has learned the data.`;
  if (all && share > WELL)
    return `It goes well: the generator covers all ${of} groups, and most of its points lie in them.`;
  const reach = `reaches ${all ? 'all' : `${value} of`} ${of} groups`;
  if (share > WELL) return `The generator ${reach}.`;
  return `The generator ${reach}, and ${share > HALF ? 'some' : 'most'} of its points still lie between them.`;
}

/** Shares of the way from a perfect generator to one that never meets the data. */
const [NEAR, HALFWAY] = [0.1, 0.4];

const wayOf = ({ value, floor }: Figure) => (value - floor.mean) / (Math.LN2 - floor.mean);

function nearnessText(js: Figure): string {
  const way = wayOf(js);
  if (way < NEAR)
    return 'The generated points lie where the real ones do: the generator has learned the data.';
  if (way < HALFWAY) return 'The generated points come close to the real ones.';
  return 'The generated points are still far from the real ones.';
}

/** Differences of D's mean answers to real and generated samples. */
const [EASILY, OFTEN] = [0.5, 0.1];

function judgementOf({ metrics, critic, quality }: Told): string[] {
  const gap = metrics['scoreReal'] - metrics['scoreFake'];
  if (critic || !Number.isFinite(gap)) return [];
  if (gap > EASILY) return ['The discriminator tells real from generated easily.'];
  if (gap > OFTEN) return ['The discriminator often tells real from generated.'];
  return isNear(quality)
    ? ['The discriminator can hardly tell real from generated any more, as it should be.']
    : ['The discriminator has not learned to tell real from generated yet.'];
}

/** Whether generated samples are so near to real ones that D's doubt is no ignorance. */
function isNear({ highQuality, js }: Figures): boolean {
  if (highQuality) return shareOf(highQuality) > HALF;
  return js !== undefined && wayOf(js) < HALFWAY;
}
