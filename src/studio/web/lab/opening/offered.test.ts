import { describe, expect, it } from 'vitest';
import { LAWS } from '../model.ts';
import { OFFERED, type OfferedName, ownSettings, thumbnailOf } from './offered.ts';

const lab = (changes: Readonly<Record<string, string>>) => ownSettings({ recipe: 'lab', changes });

describe('what the opening offers', () => {
  it('is data of the plane, each with points to show', async () => {
    const names = LAWS.map(([name]) => name);
    for (const name of Object.keys(OFFERED) as OfferedName[]) {
      expect(names).toContain(name);
      expect((await thumbnailOf(name)).every(Number.isFinite), name).toBe(true);
    }
  });

  it('counts every setting that it does not show', () => {
    expect(lab({})).toEqual([]);
    expect(lab({ 'data.name': 'moons' })).toEqual([]);
    expect(lab({ 'data.name': 'points', 'data.values': '0,0,1,1', 'data.sigma': '0.1' })).toEqual([]);
    expect(lab({ 'data.name': 'normal', objective: 'hinge' })).toEqual(['data.name', 'objective']);
    expect(lab({ 'data.name': 'grid', 'data.side': '3' })).toEqual(['data.side']);
    expect(ownSettings({ recipe: 'ring', changes: { k: '2' } })).toEqual(['recipe', 'k']);
  });
});
