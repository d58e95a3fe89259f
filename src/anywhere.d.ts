// What Node and browsers have in common beyond ECMAScript, as far as code that runs anywhere uses it: a name that is not here
// belongs to one of them. Only tsconfig.anywhere.json reads this file.

declare const performance: { now(): number };

/** Base64 of a text of bytes. */
declare function btoa(bytes: string): string;

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}

interface AbortSignal {
  readonly aborted: boolean;
}

interface ByteStream {
  pipeThrough(through: DecompressionStream): ByteStream;
  getReader(): {
    read(): Promise<{ done: false; value: Uint8Array<ArrayBuffer> } | { done: true; value?: undefined }>;
    cancel(): Promise<void>;
  };
}

declare class Blob {
  constructor(parts: readonly (Uint8Array<ArrayBuffer> | string)[]);
  stream(): ByteStream;
}

declare class DecompressionStream {
  constructor(format: 'deflate' | 'deflate-raw' | 'gzip');
}
