import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { commandOf, longData, queryOf, tidy } from '../../setup/model.ts';
import { Button, Fold, Select } from '../../shell/controls.tsx';
import { download } from '../../shell/download.ts';
import { EmbedCode } from '../../shell/embed-code.tsx';
import { messageOf } from '../../shell/error-box.tsx';
import { FIRST } from '../model.ts';
import { palette } from '../paint.ts';
import { paintOptions } from '../picture.tsx';
import type { Lab } from '../store.ts';
import { codeOf } from './code.ts';
import { composed, type Still } from './compose.ts';
import { curvesCsv, samplesCsv } from './csv.ts';
import { EVERY_MS, type Format, MOST_FRAMES, type Recording, record } from './record.ts';

/** The same setup elsewhere, and what the run shows as files. */
export function Share({ lab }: { readonly lab: Lab }) {
  const [said, setSaid] = useState('');
  const setup = tidy(lab.setup.value);
  const command = commandOf(setup);
  const file = longData(setup);
  const panel = () => ({
    address: addressOf(lab),
    title: `A GAN that learns: ${lab.config.peek().data.name}`,
    height: EMBEDDED,
  });
  return (
    <section class="panel stack" aria-label="Share">
      <h2>The same elsewhere</h2>
      <p class="muted">The address of this page holds the whole setup. In Node the same game trains with</p>
      <pre class="command">{command}</pre>
      <div class="row">
        <Copy text={() => location.href} what="link" onSaid={setSaid} />
        <Copy text={() => command} what="command" onSaid={setSaid} />
        {file && (
          <Button onClick={() => download(file.name, new Blob([file.text], { type: 'application/json' }))}>
            Save {file.name}
          </Button>
        )}
      </div>
      {file && (
        <p class="muted small">
          The command reads your points from {file.name}: save it in the folder that you run it in.
        </p>
      )}
      <div class="row">
        <EmbedCode key={addressOf(lab)} panel={panel} />
      </div>
      <Fold title="Show the code" note="TypeScript that trains this">
        <textarea
          class="input"
          readOnly
          rows={16}
          aria-label="Code"
          spellcheck={false}
          value={codeOf(lab.setup.value)}
        />
        <div class="row">
          <Copy text={() => codeOf(lab.setup.value)} what="code" onSaid={setSaid} />
        </div>
      </Fold>
      <Files lab={lab} onSaid={setSaid} />
      <p class="muted small" role="status">
        {said}
      </p>
    </section>
  );
}

/** Pixels of the lab in another site. */
const EMBEDDED = 640;

/** The address of one run alone: a comparison has no simple view. */
const addressOf = (lab: Lab) =>
  new URL(`#/lab?${new URLSearchParams(queryOf(lab.setup.value, FIRST.recipe))}`, location.href).href;

interface CopyProps {
  readonly text: () => string;
  readonly what: string;
  readonly onSaid: (text: string) => void;
}

function Copy({ text, what, onSaid }: CopyProps) {
  const copy = () => {
    const copied = navigator.clipboard?.writeText(text()) ?? Promise.reject(); // none where a page is not secure
    copied.then(
      () => onSaid(`${what} copied`),
      () => onSaid('copying is not allowed here: mark the text and copy it by hand'),
    );
  };
  return <Button onClick={copy}>Copy {what}</Button>;
}

interface FilesProps {
  readonly lab: Lab;
  readonly onSaid: (text: string) => void;
}

/** Picture, tables and recordings. */
function Files({ lab, onSaid }: FilesProps) {
  const { picture, curves, scene } = lab.client.signals;
  const ready = picture.value !== undefined && scene.value !== undefined;
  const save = (extension: string, blob: Blob) => {
    const name = `${nameOf(lab)}.${extension}`;
    download(name, blob);
    onSaid(`${name} saved`);
  };
  const table = (kind: string, text: string) => save(`${kind}.csv`, new Blob([text], { type: 'text/csv' }));
  const savePicture = () => {
    composed(stillOf(lab, 2)).toBlob(blob => blob && save('png', blob), 'image/png');
  };
  return (
    <>
      <h3>As files</h3>
      <div class="row">
        <Button disabled={!ready} onClick={savePicture}>
          Picture (PNG)
        </Button>
        <Button disabled={!ready} onClick={() => table('curves', curvesCsv(curves.peek()))}>
          Curves (CSV)
        </Button>
        <Button
          disabled={!ready}
          title="The generated samples of the picture"
          onClick={() => table('samples', samplesCsv(picture.peek()!.samples, scene.peek()!.dimension))}
        >
          Samples (CSV)
        </Button>
      </div>
      <Recorder lab={lab} ready={ready} onSaid={onSaid} onSave={save} />
    </>
  );
}

interface RecorderProps extends FilesProps {
  readonly ready: boolean;
  readonly onSave: (extension: string, blob: Blob) => void;
}

/** A recording under way: each new picture is drawn on its canvas. */
interface Tape {
  readonly recording: Recording;
  readonly draw: () => void;
}

const FORMATS = [
  { value: 'gif', label: 'GIF' },
  { value: 'video', label: 'video' },
] as const satisfies readonly { value: Format; label: string }[];

function Recorder({ lab, ready, onSaid, onSave }: RecorderProps) {
  const [format, setFormat] = useState<Format>('gif');
  const [tape, setTape] = useState<Tape>();
  const frames = useTape(lab, tape);
  const start = () => {
    try {
      setTape(tapeOf(lab, format));
      onSaid('recording: run, or step; each new picture is taken, at most ten a second');
    } catch (error) {
      onSaid(messageOf(error));
    }
  };
  const stop = async () => {
    if (!tape) return;
    setTape(undefined);
    onSaid('writing the recording…');
    try {
      if (ready) {
        tape.draw();
        tape.recording.add();
      }
      const { blob, extension } = await tape.recording.finish();
      onSave(extension, blob);
    } catch (error) {
      onSaid(`the recording could not be written: ${messageOf(error)}`);
    }
  };
  useEffect(() => {
    if (frames >= MOST_FRAMES) void stop();
  }, [frames]);
  const latest = useRef(tape);
  latest.current = tape;
  useEffect(() => () => void latest.current?.recording.finish().catch(() => {}), []); // nobody waits for it
  return (
    <div class="row record">
      <Select
        label="Record as"
        value={format}
        options={FORMATS}
        disabled={tape !== undefined}
        onChange={value => setFormat(value as Format)}
      />
      {tape ? (
        <Button kind="primary" onClick={() => void stop()}>
          Stop and save ({frames} pictures)
        </Button>
      ) : (
        <Button disabled={!ready} onClick={start}>
          Record
        </Button>
      )}
    </div>
  );
}

/** Adds new pictures to a tape. @returns how many it has */
function useTape(lab: Lab, tape: Tape | undefined): number {
  const [frames, setFrames] = useState(0);
  const last = useRef(0);
  useEffect(() => {
    setFrames(0);
    last.current = 0;
  }, [tape]);
  useSignalEffect(() => {
    const { value: picture } = lab.client.signals.picture;
    const now = performance.now();
    if (!tape || !picture || now - last.current < EVERY_MS) return;
    last.current = now;
    tape.draw();
    tape.recording.add();
    setFrames(count => count + 1);
  });
  return frames;
}

function tapeOf(lab: Lab, format: Format): Tape {
  const canvas = document.createElement('canvas');
  composed(stillOf(lab, 1), canvas);
  return { recording: record(format, canvas), draw: () => void composed(stillOf(lab, 1), canvas) };
}

function stillOf(lab: Lab, scale: number): Still {
  const scene = lab.client.signals.scene.peek()!;
  const { data, objective } = lab.config.peek();
  const step = lab.client.signals.picture.peek()!.step.toLocaleString('en');
  return {
    title: `${data.name}, ${objective.kind}, step ${step}`,
    options: paintOptions(lab, scene, 'discriminator'),
    colors: palette(),
    scale,
  };
}

const nameOf = (lab: Lab) =>
  `saddle-${lab.config.peek().data.name}-${lab.client.signals.picture.peek()?.step ?? 0}`;
