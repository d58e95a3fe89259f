/**
 * The proof of Goodfellow et al. 2014, section 4, with numbers: every printed equality is asserted, or
 * the example exits with 1. Run: npx tsx examples/optimality.ts [--p LAW] [--q LAW], laws such as normal:0,1.
 */
import { parseArgs } from 'node:util';
import {
  criteria,
  criterion,
  type Distribution,
  expectation,
  gameValue,
  gameValueFromLogits,
  jsd,
  kl,
  mixture,
  normal,
  optimalDiscriminator,
  optimalLogit,
  parseLaw,
} from 'saddle-gan/theory';
import { atMost, equal, step } from './equality.ts';

const LOG4 = Math.log(4);
const { values } = parseArgs({
  options: { p: { type: 'string', default: 'normal:0,1' }, q: { type: 'string', default: 'normal:0.7,1.4' } },
});
const p = parseLaw(values.p, '--p') as Distribution;
const q = parseLaw(values.q, '--q') as Distribution;

/** Maximises a log y + b log(1 − y) over (0, 1) by golden section, knowing nothing of the answer. */
function maximise(a: number, b: number): number {
  const value = (y: number) => a * Math.log(y) + b * Math.log(1 - y);
  const shrink = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, 1];
  while (high - low > 1e-9) {
    const [x, y] = [high - shrink * (high - low), low + shrink * (high - low)];
    if (value(x) > value(y)) high = y;
    else low = x;
  }
  return 0.5 * (low + high);
}

console.log(`Data p = ${values.p}, generator q = p_g = ${values.q}`);
step('1. The game. V(D, G) = E_p[log D(x)] + E_q[log(1 − D(x))].');
equal(
  'a D that only guesses, ½ everywhere, earns −log 4',
  gameValue(() => 0.5, p, q),
  -LOG4,
  1e-9,
);

step('2. Proposition 1. At each x the best answer is D*(x) = p/(p + q).');
const best = optimalDiscriminator(p, q);
for (const u of [0.05, 0.3, 0.5, 0.7, 0.95]) {
  const x = p.quantile(u);
  // a maximum is flat: the search sees the argument to √ε only
  equal(`argmax at x = ${x.toFixed(3)}`, maximise(p.density(x), q.density(x)), best(x), 1e-7);
}

step(
  '3. Theorem 1. Put D* in: C(G) = V(D*, G) = −log 4 + KL(p‖m) + KL(q‖m) = −log 4 + 2·JSD, m = (p + q)/2.',
);
const m = mixture([0.5, 0.5], [p, q]);
const c = gameValue(best, p, q);
equal('V(D*, G), and from logits', c, gameValueFromLogits(optimalLogit(p, q), p, q), 1e-10);
equal('V(D*, G), and with the two KL', c, -LOG4 + kl(p, m) + kl(q, m), 1e-10);
equal('V(D*, G), and with JSD', c, -LOG4 + 2 * jsd(p, q), 1e-10);

step('4. No other D does better: bend D* and lose.');
for (const bend of [-0.5, -0.1, 0.1, 0.5]) {
  const logit = optimalLogit(p, q);
  const bent = gameValueFromLogits((x: number) => logit(x) + bend, p, q);
  atMost(`logit of D* moved by ${bend}`, bent, c);
}

step('5. C(G) lies between −log 4 (q = p) and 0 (no common mass).');
equal('C at q = p', criterion(p, p), -LOG4, 1e-12);
equal('C for N(0, 1) against N(100, 1)', criterion(normal(0, 1), normal(100, 1)), 0, 1e-9);

step('6. Proposition 2. Move q towards p, q_t = (1 − t) q + t p: C falls along a convex path to −log 4.');
let previous = Infinity;
for (const t of [0, 0.25, 0.5, 0.75, 0.9, 0.99, 1]) {
  const mixed = mixture([1 - t, t], [q, p]);
  const value = criterion(p, mixed);
  atMost(`t = ${t}: C`, value, Math.min(previous, (1 - t) * c - t * LOG4 + 1e-12));
  previous = value;
}
equal('the end of the path', previous, -LOG4, 1e-12);

step('7. The non-saturating generator minimises E_q[−log D*] = KL(q‖p) − KL(q‖m) + log 2 instead.');
// E_q log((p + q)/p) = KL(q‖p) − KL(q‖m) + log 2
const surprise = expectation(q, x => -Math.log(best(x)));
equal('E_q[−log D*]', surprise, kl(q, p) - kl(q, m) + Math.LN2, 1e-9);
equal('its virtual criterion at q = p', criteria['non-saturating'].criterion(p, p), 0, 1e-12);

console.log(process.exitCode ? '\nSome equality failed.' : '\nEvery equality holds.');
