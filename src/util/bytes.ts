/** The bytes of all chunks, one after the other. */
export const concatenate = (chunks: readonly Uint8Array[]): Uint8Array =>
  filled(new Uint8Array(lengthOf(chunks)), chunks);

/** The numbers of all parts, one after the other. */
export const concatenateFloats = (parts: readonly Float32Array[]): Float32Array =>
  filled(new Float32Array(lengthOf(parts)), parts);

const lengthOf = (parts: readonly { readonly length: number }[]) =>
  parts.reduce((sum, part) => sum + part.length, 0);

function filled<T extends Uint8Array | Float32Array>(whole: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes as text of 64 characters. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 32_768) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 32_768)));
  }
  return btoa(parts.join(''));
}
