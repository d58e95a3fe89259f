import { signal } from '@preact/signals';
import type { Given } from '../history/open.ts';
import { messageOf } from '../shell/error-box.tsx';
import { type Form, type OwnImages, readImages } from './own.ts';

/** The reader's images: which files were given, how they are brought to one size, and what came of it. */
export class OwnStore {
  /** Whether own images are wanted, though there may be none yet. */
  readonly wanted = signal(false);
  readonly form = signal<Form>({ size: 0, colours: 'auto', mirror: false });
  /** How many of those that are learned are in colour, whatever is made of it. */
  readonly coloured = signal(0);
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
      if (n % 50 === 0) this.said.value = `Reading, ${n} so far…`;
    };
    try {
      const { withoutZips } = await import('./unzip.ts');
      const { given: files, refused } = await withoutZips(given);
      const found = await readImages(files, { ...this.form.peek(), refused, onProgress });
      if (given !== this.given) return;
      this.coloured.value = found.coloured;
      this.said.value = `${summaryOf(found)} ${learnedAs(found)}`;
      await this.use(found);
    } catch (error) {
      if (given !== this.given) return;
      this.said.value = '';
      this.fault.value = messageOf(error);
    }
  }

  /** The same files in another form. */
  change(form: Partial<Form>): void {
    this.form.value = { ...this.form.peek(), ...form };
    if (this.given.length > 0) void this.read(this.given.slice());
  }
}

/** `grey 28 × 28` */
export const shapeWords = ([height, width, channels]: readonly number[]): string =>
  `${channels === 1 ? 'grey' : 'colour'} ${height} × ${width}`;

function learnedAs({ shape, coloured, mirror }: OwnImages): string {
  const lost = `, without the colour that ${coloured} of them have: choose colour above to keep it`;
  const isLost = shape[2] === 1 && coloured > 0;
  return `They are learned as ${shapeWords(shape)}${mirror ? ', each also mirrored' : ''}${isLost ? lost : ''}.`;
}

function summaryOf({ count, classes, refused }: OwnImages): string {
  const kinds = classes.length > 0 ? ` in ${classes.length} classes` : '';
  if (refused.length === 0) return `${count} images read${kinds}.`;
  const some = refused.slice(0, 3).map(({ path, why }) => `${path} (${why})`);
  const more = refused.length > some.length ? ', …' : '';
  return `${count} images read${kinds}; ${refused.length} left out: ${some.join(', ')}${more}.`;
}
