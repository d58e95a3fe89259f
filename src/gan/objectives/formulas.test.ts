import { expect, it } from 'vitest';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import type { Choices } from '../../util/choice.ts';
import { lossFormulas } from './formulas.ts';
import { type ObjectiveName, objective, objectives, parseObjective } from './index.ts';

const names = Object.keys(objectives) as ObjectiveName[];
/** In tenths, so that they are exact enough, and no two alike. */
const logits = { real: [-1.3, 0.4, 2.2], fake: [0.7, -2.1, 1.6] };
type Logits = typeof logits;

/** The formula as the words of JavaScript. */
function scriptOf(tex: string): string {
  return tex
    .replaceAll('\\overline{D(x)}', 'barReal')
    .replaceAll('\\overline{D(G(z))}', 'barFake')
    .replaceAll('D(x_i)', 'real')
    .replaceAll('D(G(z_i))', 'fake')
    .replace(/\\log (real|fake|2)/g, 'log($1)')
    .replace(/\\log \\sigma(\((?:[^()]|\([^()]*\))*\))/g, 'log(sigma$1)')
    .replace(/e\^\{([^}]*)\}/g, 'exp($1)')
    .replace(/\\tfrac1(\d) /g, '1 / $1 * ')
    .replace(/\\(log|max)/g, '$1')
    .replaceAll('^2', ' ** 2')
    .replace(/\bh \(/g, 'h * (')
    .replace(/\(1 - h\) \(/g, '(1 - h) * (');
}

/** The mean of a formula over the minibatch. */
function evaluate(tex: string, given: Record<string, number>, critic: boolean): number {
  const answers = (values: readonly number[]) => values.map(s => (critic ? s : 1 / (1 + Math.exp(-s))));
  const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const { real, fake } = { real: answers(logits.real), fake: answers(logits.fake) };
  const sigma = (v: number) => 1 / (1 + Math.exp(-v));
  const { exp, log, max } = Math;
  const known = { exp, log, max, sigma, barReal: average(real), barFake: average(fake), ...given };
  const f = new Function(...Object.keys(known), 'real', 'fake', `return ${scriptOf(tex)};`);
  return average(real.map((v, i) => f(...Object.values(known), v, fake[i]) as number));
}

function computed(name: string): { discriminator: number; generator: number } {
  const node = (of: keyof Logits) => input(of, [logits[of].length]);
  const given = { real: node('real'), fake: node('fake') };
  const { discriminator, generator } = objective(parseObjective(name));
  const values = interpret([discriminator(given), generator(given)], logits);
  const [D, G] = values.map(v => v.reduce((a, b) => a + b, 0) / v.length);
  return { discriminator: D, generator: G };
}

it.each(names)('the formulas of %s are what is computed', name => {
  const parameters = Object.values((objectives as Choices)[name].parameters ?? {});
  const given = Object.fromEntries(
    parameters.map((p, i) => [p.symbol, name === 'lsgan' ? [-1, 2, 0.5][i] : 0.3]),
  );
  const chosen = parameters.length > 0 ? `${name}:${Object.values(given)}` : name;
  const critic = objective(parseObjective(chosen)).critic === true;
  const { discriminator, generator } = lossFormulas[name];
  const terms: readonly string[] = discriminator;
  const loss = terms.reduce((sum, tex) => sum + evaluate(tex, given, critic), 0);
  expect(loss).toBeCloseTo(computed(chosen).discriminator, 10);
  expect(evaluate(generator, given, critic)).toBeCloseTo(computed(chosen).generator, 10);
});

it('shows as many terms of D as its loss has', () => {
  for (const name of names) {
    expect(lossFormulas[name].discriminator.length, name).toBe(
      objective(parseObjective(name)).halves ? 2 : 1,
    );
  }
});
