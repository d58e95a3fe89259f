import { useState } from 'preact/hooks';
import { Button, FileButton, NumberBox, Select, TextBox } from '../shell/controls.tsx';
import { messageOf } from '../shell/error-box.tsx';
import { type Drawn, drawnWord, rasterOfFile } from './picture-file.ts';
import { MOST_POINTS } from './points.ts';
import { type Ink, inks, pointsOfRaster } from './raster.ts';

interface RasterProps {
  /** The same seed draws the same points. */
  readonly seed: number;
  /** x and y in turn, in [−1, 1]. */
  readonly onDone: (values: readonly number[]) => void;
}

/** Turns a word, or a picture that is chosen or dropped, into points. */
export function RasterControls({ seed, onDone }: RasterProps) {
  const [word, setWord] = useState('GAN');
  const [ink, setInk] = useState<Ink>('dark');
  const [count, setCount] = useState(800);
  const [drawn, setDrawn] = useState<Drawn>();
  const [fault, setFault] = useState<string>();
  const use = async (given: Drawn | Promise<Drawn>, changed: { ink?: Ink; count?: number } = {}) => {
    try {
      const next = await given;
      setDrawn(next);
      const wanted = { ink, count, ...changed };
      onDone(pointsOfRaster(next.raster, wanted.ink, { count: wanted.count, seed }));
      setFault(undefined);
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  const open = (file: File | undefined) => file && void use(rasterOfFile(file));
  const said = drawn && !fault ? `drawn from ${drawn.name}` : '';
  return (
    <section
      class="stack"
      aria-label="A word or a picture"
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        open(event.dataTransfer?.files[0]);
      }}
    >
      <TextBox label="Word" value={word} onChange={setWord} />
      <div class="pairs">
        <Select
          label="Points where it is"
          value={ink}
          options={inks}
          onChange={value => {
            setInk(value as Ink);
            if (drawn) void use(drawn, { ink: value as Ink });
          }}
        />
        <NumberBox
          label="Number of points"
          value={count}
          min={10}
          max={MOST_POINTS}
          integer
          onChange={value => {
            setCount(value);
            if (drawn) void use(drawn, { count: value });
          }}
        />
      </div>
      <div class="row">
        <Button disabled={word.trim() === ''} onClick={() => void use(drawnWord(word))}>
          Learn the word
        </Button>
        <FileButton label="Open a picture" accept="image/*" onChoose={files => open(files?.[0])} />
      </div>
      <span class="muted small" role="status">
        {said || 'A picture can be dropped here, too; it stays in this page.'}
      </span>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
