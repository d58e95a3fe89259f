/** A number as the course prints it: fixed digits, a true minus sign, ∞; never "−0.00". */
export function format(x: number, digits = 4): string {
  if (Number.isNaN(x)) return '–';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const text = x.toFixed(digits);
  if (Number(text) === 0 && x !== 0 && digits < 12) return tiny(x, text);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

/** What rounds to 0 but is not: in powers of ten below 1e-6, else plain zero. */
function tiny(x: number, rounded: string): string {
  if (Math.abs(x) > 1e-300 && Math.abs(x) < 1e-6) return scientific(x);
  return rounded.replace('-', '');
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** a·10ⁿ with two digits. */
export function scientific(x: number): string {
  const [mantissa, exponent] = x.toExponential(1).split('e');
  const power = [...String(Math.abs(Number(exponent)))].map(c => SUPERSCRIPTS[Number(c)]).join('');
  return `${mantissa.replace('-', '−')}·10${Number(exponent) < 0 ? '⁻' : ''}${power}`;
}

/** About `count` round places in [low, high]: multiples of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].find(m => m * power >= rough * 0.999)! * power;
  const digits = Math.max(0, -Math.floor(Math.log10(unit) + 1e-9));
  const first = Math.ceil(low / unit - 1e-9);
  const last = Math.floor(high / unit + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * unit).toFixed(digits)));
}
