import { bytesSource } from '../../util/source.ts';
import type { Sink } from './host.ts';

/** Keeps what is written for as long as the program runs. */
export function memorySink(): Sink {
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
      return bytesSource(content());
    },
    async discard() {
      room = new Uint8Array(0);
    },
  };
}
