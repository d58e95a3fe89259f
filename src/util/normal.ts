const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0]; // which word holds the exponent: 1 on little-endian machines

/**
 * Natural logarithm of a positive, normal double from +, −, ×, ÷ only, so that every JavaScript
 * engine returns the same bits (`Math.log` may differ between engines). Error below 1 ulp.
 * @see FreeBSD msun e_log.c (reduction x = 2^k (1 + f), log(1 + f) = f − s (f − R))
 */
export function portableLog(x: number): number {
  double[0] = x;
  const high = words[HIGH];
  const rounding = ((high & 0xfffff) + 0x95f64) & 0x100000; // puts the mantissa in [√½, √2)
  const exponent = (high >>> 20) - 1023 + (rounding >>> 20);
  words[HIGH] = (high & 0xfffff) | (rounding ^ 0x3ff00000);
  const f = double[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return exponent * LN2_HI - (half - (s * (half + t1 + t2) + exponent * LN2_LO) - f);
}

/**
 * Quantile of the standard normal law, Φ⁻¹(p) for 0 < p < 1 (±∞ at the ends, NaN outside),
 * relative error about 1e-16; the same bits on every JavaScript engine.
 * @see Wichura 1988, Algorithm AS 241 (PPND16)
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * central(0.180625 - q * q);
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const tail = q < 0 ? p : 1 - p;
  const r = Math.sqrt(-portableLog(Math.max(tail, 2.2250738585072014e-308)));
  const x = r <= 5 ? near(r - 1.6) : far(r - 5);
  return q < 0 ? -x : x;
}

// biome-ignore format: a polynomial reads best as one run of coefficients
function central(r: number): number {
  const top = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
    + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
    + 133.14166789178437745) * r + 3.387132872796366608;
  const bottom = ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
    + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
    + 42.313330701600911252) * r + 1;
  return top / bottom;
}

// biome-ignore format: a polynomial reads best as one run of coefficients
function near(r: number): number {
  const top = ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
    + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
    + 4.6303378461565452959) * r + 1.42343711074968357734;
  const bottom = ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
    + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
    + 2.05319162663775882187) * r + 1;
  return top / bottom;
}

// biome-ignore format: a polynomial reads best as one run of coefficients
function far(r: number): number {
  const top = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
    + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
    + 5.4637849111641143699) * r + 6.6579046435011037772;
  const bottom = ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
    + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
    + 0.59983220655588793769) * r + 1;
  return top / bottom;
}
