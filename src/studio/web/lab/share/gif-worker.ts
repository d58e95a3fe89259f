import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { GifMessage } from './record.ts';

/** Encodes one picture after the other, so that the page is not held up. */
const scope = globalThis as unknown as {
  postMessage(bytes: Uint8Array, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<GifMessage>) => void) | null;
};

const gif = GIFEncoder();

scope.onmessage = ({ data: message }) => {
  if (message.type === 'end') {
    gif.finish();
    const bytes = gif.bytes();
    scope.postMessage(bytes, [bytes.buffer]);
    return;
  }
  const { data, width, height, delay } = message;
  const palette = quantize(data, 256);
  gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay });
};
