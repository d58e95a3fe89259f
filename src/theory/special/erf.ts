import { normalQuantile } from '../../util/normal.ts';
import { gaussLegendre } from '../quadrature.ts';

/** ½ log 2π: the entropy of N(0, 1) less ½, and the constant of every Gaussian log-density. */
export const HALF_LOG_TWO_PI = 0.9189385332046727418;

const ERX = 8.45062911510467529297e-1;
const PP = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2,
  -5.77027029648944159157e-3, -2.37630166566501626084e-5,
];
const QQ = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3,
  1.32494738004321644526e-4, -3.9602282787753681232e-6,
];
const PA = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1,
  3.18346619901161753674e-1, -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
];
const QA = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2,
  1.26171219808761642112e-1, 1.36370839120290507362e-2, 1.1984499846799107417e-2,
];
const RA = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1,
  -6.23753324503260060396e1, -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1,
  -9.81432934416914548592,
];
const SA = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];
const RB = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1,
  -1.60636384855821916062e2, -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const SB = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
  2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
];

function polynomial(c: readonly number[], x: number): number {
  let value = 0;
  for (let i = c.length - 1; i >= 0; i--) value = value * x + c[i];
  return value;
}

const RULE = gaussLegendre(12);
const single = new Float32Array(1);

/** erfc(x) for x ≥ 1.25, scaled by e^{x²}-free splitting so that the tail keeps full relative accuracy. */
function erfcTail(x: number): number {
  if (x > 27.3) return 0;
  const s = 1 / (x * x);
  const ratio = x < 1 / 0.35 ? polynomial(RA, s) / polynomial(SA, s) : polynomial(RB, s) / polynomial(SB, s);
  single[0] = x;
  const z = single[0]; // z² is exact, so e^{−x²} = e^{−z²} e^{(z−x)(z+x)} loses nothing
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - x) * (z + x) + ratio)) / x;
}

/** Error function, erf(x) = 2/√π ∫₀ˣ e^{−t²} dt; error below 1 ulp. @see FreeBSD msun s_erf.c */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * (polynomial(PP, x * x) / polynomial(QQ, x * x));
  if (a < 1.25) return Math.sign(x) * (ERX + polynomial(PA, a - 1) / polynomial(QA, a - 1));
  return Math.sign(x) * (1 - erfcTail(a));
}

/** Complementary error function, 1 − erf(x), with full relative accuracy for large x. */
export function erfc(x: number): number {
  if (x < 0.25) return 1 - erf(x);
  if (x < 0.84375) return 0.5 - (x - 0.5 + x * (polynomial(PP, x * x) / polynomial(QQ, x * x)));
  if (x < 1.25) return 1 - ERX - polynomial(PA, x - 1) / polynomial(QA, x - 1);
  return erfcTail(x);
}

/** Φ(x), the cdf of N(0, 1). */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/** Mills ratio (1 − Φ(t)) / φ(t) for t ≥ 8 by its continued fraction 1/(t + 1/(t + 2/(t + …))). */
function mills(t: number): number {
  let tail = t;
  for (let k = 40; k >= 1; k--) tail = t + k / tail;
  return 1 / tail;
}

/** log Φ(x), accurate in both tails and finite down to x ≈ −1e154. */
export function logNormalCdf(x: number): number {
  if (x > 0) return Math.log1p(-normalCdf(-x));
  if (x > -8) return Math.log(normalCdf(x));
  return -0.5 * x * x - HALF_LOG_TWO_PI + Math.log(mills(-x));
}

/** log(Φ(b) − Φ(a)) for a < b ≤ 0; a narrow interval is integrated, since there the two would cancel. */
export function logNormalMass(a: number, b: number): number {
  if ((b - a) * Math.max(1, -a) > 1) {
    const upper = logNormalCdf(b);
    return upper + Math.log(-Math.expm1(logNormalCdf(a) - upper));
  }
  const middle = 0.5 * (a + b);
  let sum = 0;
  for (let i = 0; i < RULE.nodes.length; i++) {
    const d = 0.5 * (b - a) * RULE.nodes[i];
    sum += RULE.weights[i] * Math.exp(-0.5 * d * (d + 2 * middle)); // e^{−(z² − m²)/2}, z = m + d
  }
  return Math.log(0.5 * (b - a) * sum) - 0.5 * middle * middle - HALF_LOG_TWO_PI;
}

/** The x with log Φ(x) = logP, for logP < 0; works where P itself underflows. */
export function normalQuantileOfLog(logP: number): number {
  if (logP > -600) return logP > -1e-3 ? -normalQuantile(-Math.expm1(logP)) : normalQuantile(Math.exp(logP));
  let x = -Math.sqrt(-2 * (logP + HALF_LOG_TWO_PI + 0.5 * Math.log(-2 * logP)));
  for (let i = 0; i < 6; i++) x -= (logNormalCdf(x) - logP) * mills(-x); // Newton: (log Φ)′ = φ/Φ
  return x;
}
