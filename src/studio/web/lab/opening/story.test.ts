import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../../metrics/metric.ts';
import { storyOf, type Told } from './story.ts';

const figure = (value: number, mean: number, of?: number): Figure => ({
  value,
  floor: { mean, deviation: 0 },
  samples: 1000,
  network: null,
  of,
});

const groups = (found: number, inside: number) => ({
  modesFound: figure(found, 8, 8),
  highQuality: figure(inside, 0.99),
});

const told: Told = {
  step: 1000,
  quality: groups(6, 0.9),
  metrics: { scoreReal: 0.54, scoreFake: 0.46 },
  critic: false,
  signs: [],
};

describe('how a run is going, in words', () => {
  it('says how many groups are covered, and whether that is all there is to learn', () => {
    expect(storyOf(told)).toBe(
      'The generator reaches 6 of 8 groups. The discriminator can hardly tell real from generated any more, as it should be.',
    );
    expect(storyOf({ ...told, quality: groups(8, 0.95) })).toMatch(
      /^The generator covers all 8 groups: it has/,
    );
    expect(storyOf({ ...told, quality: groups(8, 0.75) })).toMatch(
      /^It goes well: the generator covers all 8/,
    );
    expect(storyOf({ ...told, quality: groups(8, 0.3) })).toMatch(
      /reaches all 8 groups, and most of its points/,
    );
    expect(storyOf({ ...told, quality: groups(0, 0) })).toMatch(/do not lie where the real ones do yet/);
  });

  it('says how near samples are where there are no groups', () => {
    const js = (value: number) => storyOf({ ...told, quality: { js: figure(value, 0.03) } });
    expect(js(0.04)).toMatch(/has learned the data/);
    expect(js(0.2)).toMatch(/come close/);
    expect(js(0.6)).toMatch(/still far/);
  });

  it('says how the discriminator fares, unless its answers are no probabilities', () => {
    const metrics = { scoreReal: 0.9, scoreFake: 0.1 };
    expect(storyOf({ ...told, metrics })).toMatch(/easily\.$/);
    expect(storyOf({ ...told, quality: groups(4, 0.2) })).toMatch(/has not learned to tell .* yet\.$/);
    expect(storyOf({ ...told, metrics, critic: true })).toBe('The generator reaches 6 of 8 groups.');
  });

  it('names trouble first, and says nothing before there is anything to say', () => {
    expect(storyOf({ ...told, signs: ['mode-dropping'] })).toMatch(/mode collapse\.$/);
    expect(storyOf({ ...told, step: 0 })).toMatch(/Press play/);
    expect(storyOf({ ...told, step: 5 })).toMatch(/just begun/);
  });
});
