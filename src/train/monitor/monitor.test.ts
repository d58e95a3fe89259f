import { describe, expect, it } from 'vitest';
import { type ObjectiveName, objective } from '../../gan/objectives/index.ts';
import { Random } from '../../util/random.ts';
import { resolveConfig } from '../resolve.ts';
import { type Finding, Monitor, type MonitorState, openFindings } from './monitor.ts';
import type { Measurement } from './probe.ts';
import { remediesFor } from './remedies.ts';
import type { SignKind } from './signs/index.ts';

type Outputs = Readonly<Record<string, number>>;

interface Game {
  readonly objective?: ObjectiveName;
  readonly size?: number;
  readonly heldOut?: number;
}

function monitorOf({ objective: name = 'non-saturating', size, heldOut = 0 }: Game, state?: MonitorState) {
  const config = resolveConfig({
    recipe: 'pixel',
    overrides: { objective: { kind: name }, batch: 64, heldOut },
  });
  const data = { name: 'test', kind: 'finite', size: size ?? 1e9 } as const;
  const remedies = (kind: SignKind) => remediesFor(kind, config, () => true);
  const known = { objective: objective(name), objectiveName: name, labelOfReal: 1, heldOut };
  return new Monitor({ data, ...known, imagesPerStep: 64, remedies }, state);
}

/** What a monitor says of steps whose outputs are known. */
function play(game: Game, steps: number, outputs: (step: number) => Outputs, cut = 0): Finding[] {
  let monitor = monitorOf(game);
  const findings: Finding[] = [];
  for (let step = 1; step <= steps; step++) {
    const values = Object.entries(outputs(step)).map(([name, value]) => [name, Float32Array.of(value)]);
    findings.push(...monitor.add(Object.fromEntries(values), 0, step));
    if (cut && step % cut === 0) monitor = monitorOf(game, JSON.parse(JSON.stringify(monitor.state)));
  }
  return findings;
}

const brief = (findings: readonly Finding[]) => findings.map(f => `${f.step} ${f.kind} ${f.change}`);
const kinds = (findings: readonly Finding[]) => [...new Set(findings.map(f => f.kind))];

const random = new Random(0, 'monitor');
const noise = Float64Array.from({ length: 100_000 }, () => random.normal());
const calm: Outputs = {
  lossD: 1.38,
  lossG: 0.7,
  scoreReal: 0.5,
  scoreFake: 0.5,
  signReal: 0.1,
  gradientG: 0.3,
};
const noisy = (step: number): Outputs =>
  Object.fromEntries(
    Object.entries(calm).map(([name, value], i) => [name, value * (1 + 0.1 * noise[(7 * step + i) % 1e5])]),
  );
/** D knows real from generated samples. */
const won: Outputs = { ...calm, lossD: 0.01, scoreReal: 0.995, scoreFake: 0.004, signReal: 1 };

describe('the monitor', () => {
  it.each(['non-saturating', 'minimax', 'linear', 'hinge', 'wasserstein', 'relativistic', 'lsgan'] as const)(
    'says nothing of a calm game: %s',
    name => {
      expect(play({ objective: name, size: 100 }, 5000, noisy)).toEqual([]);
    },
  );

  it('says a finding once, and once that it is gone', () => {
    const findings = play({ objective: 'minimax' }, 6000, step => (step < 2000 ? won : calm));
    expect(brief(findings)).toEqual(['512 saturation appears', '2176 saturation clears']);
    expect(findings[0].sentence).toBe(
      "the loss of G saturates: D(G(z)) = 0.004, where 'minimax' passes on 0.8 % of the gradient that it passes on at D(G(z)) = 0.5; gradient at G 0.3",
    );
    expect(findings[0].severity).toBe('serious');
    expect(findings[0].remedies[0]).toEqual({
      flags: '--objective non-saturating',
      patch: { objective: { kind: 'non-saturating' } },
      page: 'docs/objectives/non-saturating.md',
    });
    expect(openFindings(findings)).toEqual([]);
    expect(openFindings(findings.slice(0, 1))).toHaveLength(1);
  });

  it('says when a finding gets worse: D wins, then the gradient of G vanishes', () => {
    const findings = play({}, 6000, step => ({ ...won, gradientG: step < 3000 ? 2 : 1e-3 }));
    expect(findings.map(f => `${f.change} ${f.severity}`)).toEqual(['appears warning', 'worsens serious']);
    expect(findings[0].sentence).toBe('D wins: D(x) = 0.995, D(G(z)) = 0.004; gradient at G 2');
    expect(findings[1].sentence).toMatch(/gradient at G .*, [0-9.]+ % of what it was$/);
  });

  it('goes by the loss where scores have no scale', () => {
    const findings = play({ objective: 'hinge' }, 1000, () => ({ ...won, scoreReal: 30, scoreFake: -30 }));
    expect(kinds(findings)).toEqual(['discriminator-wins']);
    expect(findings[0].sentence).toContain('loss of D 0.01, where one that cannot tell has 2');
    expect(play({ objective: 'wasserstein' }, 1000, () => ({ ...won, lossD: 0 }))).toEqual([]);
  });

  it('does not mind a D that wins for a moment', () => {
    expect(play({}, 4000, step => (step > 900 && step < 1050 ? won : noisy(step)))).toEqual([]);
  });

  it('sees a cycle in the scores with its period and size, and that it dies', () => {
    const cycle = (step: number, size: number) => 0.5 + size * Math.sin((2 * Math.PI * step) / 300);
    const findings = play({}, 12_000, step => ({
      ...noisy(step),
      scoreReal: cycle(step, step < 4000 ? 0.2 : 0),
    }));
    expect(brief(findings)).toEqual([
      '1792 oscillation appears',
      expect.stringMatching(/oscillation clears/),
    ]);
    expect(findings[0].sentence).toMatch(/D\(x\) goes round every (29\d|30\d) steps by ±0\.(19|2)/);
    expect(play({}, 4000, step => ({ ...noisy(step), scoreReal: cycle(step, 0.02) }))).toEqual([]);
  });

  it('warns of NaN while numbers double, long before they overflow', () => {
    const growing = play({}, 600, step => ({ ...calm, lossD: step < 300 ? 1 : 2 ** ((step - 300) / 10) }));
    expect(growing[0]).toMatchObject({ kind: 'divergence', change: 'appears', severity: 'warning' });
    expect(growing[0].step).toBeLessThan(380);
    expect(growing[0].sentence).toMatch(
      /double every 10 steps; at that rate float32 overflows at step 1,5[78]\d$/,
    );
  });

  it('warns of a jump in the step where it comes', () => {
    const findings = play({}, 203, step => ({ ...calm, gradientG: step === 203 ? 1e7 : 1 }));
    expect(brief(findings)).toEqual(['203 divergence appears']);
    expect(findings[0].sentence).toMatch(/jumped to 1\.0e7, where 1\.38 was usual/);
  });

  it('does not take a spike or a plateau for growth', () => {
    const spikes = play({}, 3000, step => ({ ...calm, lossG: step % 500 === 77 ? 900 : 1 }));
    expect(spikes).toEqual([]);
    expect(play({}, 3000, step => ({ ...calm, lossD: Math.min(step, 90) }))).toEqual([]);
  });

  it('suspects D by its signs where nothing is held out, and only after many passes', () => {
    const sure = (): Outputs => ({ ...calm, scoreReal: 0.85, scoreFake: 0.2, signReal: 0.99 });
    const findings = play({ size: 1000 }, 1500, sure);
    expect(kinds(findings)).toEqual(['overfitting']);
    expect(findings[0].step).toBe(640); // 20 passes at step 313, then three looks
    expect(findings[0].sentence).toMatch(
      /^D may overfit: r_t = 0\.99, .* after 41 passes over 1,000 samples/,
    );
    expect(play({ size: 1e6 }, 1500, sure)).toEqual([]);
    expect(play({ size: 1000 }, 1500, () => won).map(f => f.kind)).toEqual(['discriminator-wins']);
  });

  it('says the same when it goes on from a checkpoint, wherever that was', () => {
    const game = (step: number) => ({
      ...(step > 700 && step < 2500 ? won : noisy(step)),
      lossG: step > 3000 ? 1.05 ** (step - 3000) : 0.7,
    });
    const whole = play({}, 3300, game);
    expect(kinds(whole)).toEqual(['discriminator-wins', 'divergence']);
    for (const cut of [37, 100, 1111]) expect(play({}, 3300, game, cut)).toEqual(whole);
  });
});

describe('measurements', () => {
  function measured(game: Game, values: readonly Partial<Measurement>[]): Finding[] {
    const monitor = monitorOf(game);
    const step = Object.entries(calm).map(([name, value]) => [name, Float32Array.of(value)]);
    monitor.add(Object.fromEntries(step), 0, 1);
    return values.flatMap((value, i) =>
      monitor.measure({ step: 1000 * i, largestWeight: 1, variety: { coverage: 0.9, spread: 1 }, ...value }),
    );
  }
  const modes = (near: readonly number[], good = near): Partial<Measurement> => ({ modes: { near, good } });
  const all = modes([100, 90, 110, 100]);

  it('name modes that are left out three times in a row', () => {
    const three = modes([140, 0, 160, 100]);
    const findings = measured({}, [all, three, three, three, three, all]);
    expect(brief(findings)).toEqual(['3000 mode-dropping appears', '5000 mode-dropping clears']);
    expect(findings[0].sentence).toBe(
      'G drops modes: 1, 1, 1 of 4 have no good samples at steps 1000, 2000, 3000, always 2',
    );
    expect(measured({}, [three, three, all, three, three, all])).toEqual([]);
  });

  it('see a G that wanders, and are serious where half is missing', () => {
    const [a, b] = [modes([400, 0, 0, 0]), modes([0, 0, 200, 200])];
    expect(measured({}, [all, a, b, a]).map(f => f.severity)).toEqual(['serious']);
  });

  it('count good samples only where there are enough to tell', () => {
    const poor = modes([100, 100, 100, 100], [0, 3, 0, 1]);
    expect(measured({}, [all, poor, poor, poor])).toEqual([]);
    const rich = modes([100, 100, 100, 100], [90, 0, 90, 90]);
    expect(kinds(measured({}, [all, rich, rich, rich]))).toEqual(['mode-dropping']);
  });

  it('see samples that become one, and a coverage that falls', () => {
    const variety = (coverage: number, spread: number) => ({ variety: { coverage, spread } });
    const one = measured({}, [{}, {}, variety(0.05, 0.01), variety(0.05, 0.01), variety(0.04, 0.01)]);
    expect(one).toMatchObject([{ kind: 'mode-dropping', severity: 'serious', step: 4000 }]);
    const fallen = measured({}, [{}, {}, variety(0.4, 0.9), variety(0.4, 0.9), variety(0.3, 0.9)]);
    expect(fallen).toMatchObject([{ kind: 'mode-dropping', severity: 'warning' }]);
    expect(fallen[0].sentence).toContain('30 % of real ones have one');
    expect(measured({}, [{}, {}, variety(0.6, 0.8), variety(0.6, 0.8), variety(0.6, 0.8)])).toEqual([]);
  });

  it('tell an overfit D by the gap, beyond chance', () => {
    const judged = (heldOut: number, error: number) => ({
      judged: { train: { mean: 2, error }, heldOut: { mean: heldOut, error }, fake: { mean: -2, error } },
    });
    const gap = measured({ heldOut: 64 }, Array(4).fill(judged(-1, 0.1)));
    expect(gap[0].sentence).toMatch(/2 on training, -1 on held-out and -2 on generated samples; r_v = 0\.75/);
    expect(measured({ heldOut: 64 }, Array(4).fill(judged(1.5, 0.1)))).toEqual([]);
    expect(measured({ heldOut: 64 }, Array(4).fill(judged(-1, 1)))).toEqual([]);
  });

  it('warn of weights that grow and grow', () => {
    const grown = [1, 1, 2, 50, 1000, 40_000].map(largestWeight => ({ largestWeight }));
    const findings = measured({}, grown);
    expect(kinds(findings)).toEqual(['divergence']);
    expect(findings[0].sentence).toMatch(/weights grew to 1000 from 1/);
  });
});
