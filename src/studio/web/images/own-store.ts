import { signal } from '@preact/signals';
import type { Given } from '../past/open.ts';
import { messageOf } from '../shell/error-box.tsx';
import { type OwnImages, readImages } from './own.ts';

/** The reader's images: which files were given, how they are brought to one size, and what came of it. */
export class OwnStore {
  /** Whether own images are wanted, though there may be none yet. */
  readonly wanted = signal(false);
  readonly size = signal(28);
  readonly colour = signal(false);
  /** What was read, in words. */
  readonly said = signal('');
  readonly fault = signal('');
  private given: readonly Given[] = [];
  private readonly use: (images: OwnImages) => Promise<void>;

  constructor(use: (images: OwnImages) => Promise<void>) {
    this.use = use;
  }

  async read(given: readonly Given[]): Promise<void> {
    this.given = given;
    this.wanted.value = true;
    this.fault.value = '';
    const onProgress = (n: number) => {
      if (n % 50 === 0) this.said.value = `Reading ${n} of ${given.length}…`;
    };
    try {
      const found = await readImages(given, { size: this.size.value, colour: this.colour.value, onProgress });
      if (given !== this.given) return;
      this.said.value = summaryOf(found);
      await this.use(found);
    } catch (error) {
      this.said.value = '';
      this.fault.value = messageOf(error);
    }
  }

  /** The same files in another size, or with other colours. */
  change(size: number, colour: boolean): void {
    this.size.value = size;
    this.colour.value = colour;
    if (this.given.length > 0) void this.read(this.given.slice());
  }
}

function summaryOf({ count, classes, refused }: OwnImages): string {
  const kinds = classes.length > 0 ? ` in ${classes.length} classes` : '';
  if (refused.length === 0) return `${count} images read${kinds}.`;
  const some = refused.slice(0, 3).map(({ path, why }) => `${path} (${why})`);
  const more = refused.length > some.length ? ', …' : '';
  return `${count} images read${kinds}; ${refused.length} left out: ${some.join(', ')}${more}.`;
}
