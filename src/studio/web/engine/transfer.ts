/** The arrays of a message, to be moved and not copied; those that share memory only once. */
export function buffersOf(message: object): Transferable[] {
  const buffers = new Set<ArrayBufferLike>();
  const collect = (value: unknown) => {
    if (ArrayBuffer.isView(value)) buffers.add(value.buffer);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(message);
  return [...buffers].filter(buffer => buffer instanceof ArrayBuffer);
}
