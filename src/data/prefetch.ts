import type { ConditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';

/** A minibatch: samples, and their conditions where they are wanted. */
export interface Room {
  readonly x: Float32Array;
  readonly y?: ConditionValues;
}

/** Reads minibatch n into the arrays given; a source that is slow returns a promise. */
export type ReadBatch = (n: number, room: Room) => void | Promise<void>;

/** Most bytes of minibatches that wait to be used. */
const MOST_BYTES = 64 * 2 ** 20;

interface Waiting {
  readonly room: Room;
  readonly done: Promise<void>;
  settled: boolean;
}

/**
 * Reads minibatches of a slow source before they are wanted, by number, in any order: a process that takes a share of all
 * minibatches asks for its own. Of a source that answers at once it reads nothing ahead.
 */
export class Prefetcher {
  private readonly name: string;
  private readonly readBatch: ReadBatch;
  private readonly makeRoom: (conditioned: boolean) => Room;
  private readonly most: number;
  /** Oldest first. */
  private readonly waiting = new Map<number, Waiting>();
  private free: Room[] = [];
  private slow = false;
  /** Whether conditions are wanted too: as the last time. */
  private conditioned = false;

  /**
   * @param name of the data, for errors
   * @param makeRoom arrays for one minibatch, with conditions or without
   * @param bytes of these arrays
   */
  constructor(name: string, readBatch: ReadBatch, makeRoom: Prefetcher['makeRoom'], bytes: number) {
    this.name = name;
    this.readBatch = readBatch;
    this.makeRoom = makeRoom;
    this.most = Math.max(2, Math.floor(MOST_BYTES / bytes));
  }

  /** Begins to read minibatch n, where the source is slow and there is room. */
  prefetch(n: number): void {
    if (!this.slow || this.waiting.has(n) || !this.makePlace()) return;
    const room = this.free.pop() ?? this.makeRoom(this.conditioned);
    const done = this.read(n, room);
    const waiting: Waiting = { room, done, settled: false };
    const settle = () => {
      waiting.settled = true;
    };
    done.then(settle, settle); // who fills minibatch n hears of a fault
    this.waiting.set(n, waiting);
  }

  /** Minibatch n into the arrays given: what was read ahead, or else read now. */
  fill(n: number, room: Room): void | Promise<void> {
    const conditioned = room.y !== undefined;
    if (conditioned !== this.conditioned) this.free = [];
    this.conditioned = conditioned;
    const waiting = this.waiting.get(n);
    if (waiting && (waiting.room.y || !conditioned)) return this.take(n, waiting, room);
    const answer = this.readBatch(n, room);
    if (!answer) return undefined;
    this.slow = true;
    return answer.catch(error => this.fail(n, error));
  }

  private async take(n: number, { done, room }: Waiting, { x, y }: Room): Promise<void> {
    this.waiting.delete(n);
    await done;
    x.set(room.x);
    y?.set(room.y!);
    this.free.push(room);
  }

  private async read(n: number, room: Room): Promise<void> {
    try {
      await this.readBatch(n, room);
    } catch (error) {
      this.fail(n, error);
    }
  }

  /** Whether one more can wait; what was read ahead and not used gives way. */
  private makePlace(): boolean {
    if (this.waiting.size < this.most) return true;
    for (const [n, { room, settled }] of this.waiting) {
      if (!settled) continue; // it still writes there
      this.waiting.delete(n);
      this.free.push(room);
      return true;
    }
    return false;
  }

  private fail(n: number, error: unknown): never {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${this.name}: cannot read minibatch ${n}: ${reason}`, { cause: error });
  }
}
