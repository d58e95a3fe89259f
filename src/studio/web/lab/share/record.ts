import { UserError } from '../../../../util/error.ts';
import { painter } from '../../shell/canvas.ts';

/** To the worker that encodes a GIF. */
export type GifMessage =
  | {
      readonly type: 'frame';
      readonly data: Uint8ClampedArray<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
      /** How long it is shown, in ms. */
      readonly delay: number;
    }
  | { readonly type: 'end' };

export type Format = 'gif' | 'video';

/** Least time between two pictures of a recording. */
export const EVERY_MS = 70;
/** Pictures after which a recording ends by itself: half a minute, some 20 MB. */
export const MOST_FRAMES = 420;

/** Takes pictures as they come, and gives a file in the end. All pictures are drawn on one canvas. */
export interface Recording {
  /** The canvas shows the next picture. */
  add(): void;
  finish(): Promise<{ readonly blob: Blob; readonly extension: string }>;
}

/** @throws UserError where the browser cannot record this format */
export function record(format: Format, canvas: HTMLCanvasElement): Recording {
  return format === 'gif' ? recordGif(canvas) : recordVideo(canvas);
}

function recordGif(canvas: HTMLCanvasElement): Recording {
  const worker = new Worker(new URL('./gif-worker.ts', import.meta.url), { type: 'module', name: 'gif' });
  const send = (message: GifMessage) =>
    worker.postMessage(message, message.type === 'frame' ? [message.data.buffer] : []);
  const made = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => resolve(data);
    worker.onerror = event => reject(new Error(event.message || 'the encoder could not be loaded'));
  }).finally(() => worker.terminate());
  made.catch(() => {}); // said when it is asked for
  let last = performance.now();
  return {
    add() {
      const now = performance.now();
      const { data, width, height } = painter(canvas).getImageData(0, 0, canvas.width, canvas.height);
      const delay = Math.min(1000, Math.max(EVERY_MS, now - last));
      last = now;
      send({ type: 'frame', data: data as Uint8ClampedArray<ArrayBuffer>, width, height, delay });
    },
    async finish() {
      send({ type: 'end' });
      return { blob: new Blob([await made], { type: 'image/gif' }), extension: 'gif' };
    },
  };
}

/** What browsers write, the most widely readable first. */
const VIDEOS = [
  { type: 'video/mp4', extension: 'mp4' },
  { type: 'video/webm;codecs=vp9', extension: 'webm' },
  { type: 'video/webm', extension: 'webm' },
];

function recordVideo(canvas: HTMLCanvasElement): Recording {
  const found = VIDEOS.find(({ type }) => globalThis.MediaRecorder?.isTypeSupported(type));
  if (!found) throw new UserError('video: expected a browser that records canvases, got none; record a GIF');
  const stream = canvas.captureStream(1000 / EVERY_MS);
  const recorder = new MediaRecorder(stream, { mimeType: found.type });
  const chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  recorder.start(1000);
  return {
    add() {}, // the stream follows the canvas
    finish: () =>
      new Promise(resolve => {
        recorder.onstop = () =>
          resolve({ blob: new Blob(chunks, { type: recorder.mimeType }), extension: found.extension });
        recorder.stop();
        for (const track of stream.getTracks()) track.stop();
      }),
  };
}
