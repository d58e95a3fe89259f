import { calculate } from './calculator.ts';

/** What to say of an answer. */
export interface Verdict {
  readonly right: boolean;
  /** What went wrong, where it can be told. */
  readonly note?: string;
}

/** A number to be found. */
export interface Question {
  readonly answer: number;
  /** Largest |answer − given| that counts as right. */
  readonly tolerance: number;
  /** Set where nats and bits may be confused. */
  readonly unit?: 'nats' | 'bits';
}

const near = (x: number, y: number, tolerance: number) => x === y || Math.abs(x - y) <= tolerance;

/** Compares what was typed with the answer. */
export function check(text: string, { answer, tolerance, unit }: Question): Verdict {
  const given = calculate(text);
  if (Number.isNaN(given)) return { right: false, note: 'That is not a number. Write 0.25, 1/4 or -log(4).' };
  if (near(given, answer, tolerance)) return { right: true };
  if (answer !== 0 && near(-given, answer, tolerance)) {
    return { right: false, note: 'The size is right, the sign is not.' };
  }
  const [bits, nats] = [answer / Math.LN2, answer * Math.LN2];
  if (unit === 'nats' && near(given, bits, tolerance))
    return { right: false, note: 'Those are bits; the question asks for nats (1 bit = log 2 nats).' };
  if (unit === 'bits' && near(given, nats, tolerance))
    return { right: false, note: 'Those are nats; the question asks for bits (1 bit = log 2 nats).' };
  return { right: false };
}
