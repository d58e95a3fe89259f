import { bytesSource } from '../../util/source.ts';
import type { Shelf, Sink } from './host.ts';

/** A shelf that is empty again when the program ends. */
export function memoryShelf(): Shelf {
  const kept = new Map<string, Uint8Array>();
  return {
    async open(name) {
      const bytes = kept.get(name);
      return bytes && bytesSource(bytes);
    },
    create: async name => memorySink(bytes => void kept.set(name, bytes)),
  };
}

/** @param keep is given all that was written */
export function memorySink(keep: (bytes: Uint8Array) => void): Sink {
  let room = new Uint8Array(1024);
  let length = 0;
  const content = () => room.subarray(0, length);
  return {
    get size() {
      return length;
    },
    read: range => bytesSource(content()).read(range),
    async append(bytes) {
      if (length + bytes.length > room.length) {
        const larger = new Uint8Array(Math.max(2 * room.length, length + bytes.length));
        larger.set(content());
        room = larger;
      }
      room.set(bytes, length);
      length += bytes.length;
    },
    async keep() {
      keep(content());
      return bytesSource(content());
    },
    async discard() {
      room = new Uint8Array(0);
    },
  };
}
