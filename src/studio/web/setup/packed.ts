import { deflateSync, Inflate } from 'fflate';

/** In front of a packed list; no number begins so, and an address needs no escape for it. */
const MARK = 'z.';
/** Shorter lists are packed into nothing shorter. */
const LONG = 200;
/** Of a packed list, as characters and as bytes: a hostile link does not unpack without end. 2000 points have a third. */
const MOST = 65_536;
/** Bytes that are unpacked at once: deflate makes at most a thousand times as many of them. */
const SLICE = 64;
/** Points come as x and y in turn: a number is near the one before the last. */
const APART = 2;

/**
 * A list of numbers such as `0.125,-0.5,...`, short enough for a link: whole multiples of the last decimal, each as its
 * distance from the one before the last, deflated, in base64url. What is no such list, or too short, stays as it is.
 */
export function packed(text: string): string {
  if (text.length < LONG || !/^-?[\d.]+(,-?[\d.]+)*$/.test(text)) return text;
  const numbers = text.split(',');
  const decimals = Math.max(...numbers.map(number => number.split('.')[1]?.length ?? 0));
  const whole = numbers.map(number => Math.round(Number(number) * 10 ** decimals));
  const bytes = deflateSync(
    Uint8Array.from([decimals, ...whole.flatMap((n, i) => varint(n - (whole[i - APART] ?? 0)))]),
  );
  const short = MARK + base64url(bytes);
  return short.length < text.length && unpacked(short) === text ? short : text;
}

/** The inverse of {@link packed}; a text that is not packed, or damaged, stays as it is. */
export function unpacked(text: string): string {
  if (!text.startsWith(MARK) || text.length > MOST) return text;
  try {
    const bytes = inflated(fromBase64url(text.slice(MARK.length)));
    const [decimals] = bytes;
    const whole: number[] = [];
    for (const n of varints(bytes.subarray(1))) whole.push(n + (whole.at(-APART) ?? 0));
    return whole.length > 0 ? whole.map(n => n / 10 ** decimals).join(',') : text;
  } catch {
    return text;
  }
}

/** @throws RangeError where there is more than {@link MOST} */
function inflated(data: Uint8Array): Uint8Array {
  const content = new Uint8Array(MOST);
  let length = 0;
  const inflate = new Inflate(chunk => {
    content.set(chunk, length);
    length += chunk.length;
  });
  for (let at = 0; at < data.length; at += SLICE)
    inflate.push(data.subarray(at, at + SLICE), at + SLICE >= data.length);
  return content.subarray(0, length);
}

/** Seven bits a byte, the lowest first; the sign is the lowest bit of all. Beyond 32 bits too. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function* varints(bytes: Uint8Array): Generator<number> {
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    yield value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    [value, scale] = [0, 1];
  }
}

const base64url = (bytes: Uint8Array) =>
  btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const fromBase64url = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0));
