import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Trace } from '../../engine/inspect.ts';
import type { Scene } from '../../engine/messages.ts';
import { Button, Select } from '../../shell/controls.tsx';
import type { Lab } from '../store.ts';
import { Drawing } from './drawing.tsx';
import { Formula } from './formulas.tsx';
import { picturesOf } from './pictures.ts';
import './slow-motion.css';
import { KINDS, numberOf, type Stage, titleOf } from './stages.ts';
import { PACES, SlowMotion } from './store.ts';
import { Layers, Samples } from './tables.tsx';
import { differencesOf, orderText, sentenceOf } from './words.ts';

/** A training step, stage by stage, with the numbers that the engine computed. */
export function SlowMotionPanel({ lab, onClose }: { readonly lab: Lab; readonly onClose: () => void }) {
  const slow = useMemo(() => new SlowMotion(lab.client, onClose), [lab]);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.focus({ preventScroll: true });
    return () => {
      slow.dispose();
      lab.view.stage.value = undefined;
      onClose(); // another part of the page took its place
    };
  }, [slow]);
  useSignalEffect(() => {
    lab.view.stage.value = slow.stage.value; // the diagram marks it
  });
  useSignalEffect(() => {
    if (lab.client.signals.picture.value) lab.client.drawn(); // nobody else draws it, and numbers come with it
  });
  const { scene, step, fault } = lab.client.signals;
  const [trace, stage] = [slow.trace.value, slow.stage.value];
  return (
    <section
      class="slow stack"
      aria-label="Slow motion"
      tabIndex={-1}
      ref={place}
      onKeyDown={event => onKey(event, slow)}
    >
      <Controls slow={slow} />
      {trace && stage && scene.value ? (
        <>
          {trace.step !== step.value && (
            <p class="muted" role="status">
              The run has moved on: this was step {trace.step.toLocaleString('en')}.
            </p>
          )}
          <Shown slow={slow} stage={stage} trace={trace} scene={scene.value} />
        </>
      ) : (
        !fault.value && <p class="loading">Compiling the step with everything that it computes on the way…</p>
      )}
    </section>
  );
}

function onKey(event: KeyboardEvent, slow: SlowMotion): void {
  if (event.target instanceof HTMLSelectElement) return;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowRight: () => slow.next(),
    ArrowLeft: () => slow.previous(),
    Escape: () => slow.close(),
  };
  const action = actions[event.key];
  if (!action || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  action();
}

function Controls({ slow }: { readonly slow: SlowMotion }) {
  const { at, of } = slow.place;
  const waiting = slow.waiting.value;
  const playing = slow.playing.value;
  return (
    <div class="row slow-controls">
      <Button disabled={at === 0} onClick={() => slow.previous()}>
        ← Previous
      </Button>
      <Button kind="primary" disabled={waiting} onClick={() => slow.next()}>
        Next →
      </Button>
      <Button
        aria-pressed={playing}
        onClick={() => {
          slow.playing.value = !playing;
        }}
      >
        {playing ? 'Stop playing' : 'Play'}
      </Button>
      <Select
        label="Each stage"
        value={String(slow.pace.value)}
        options={PACES.map(s => ({ value: String(s), label: `${s} s` }))}
        onChange={value => {
          slow.pace.value = Number(value);
        }}
      />
      <Button disabled={waiting} onClick={() => slow.nextStep()}>
        Next training step
      </Button>
      <Button onClick={() => slow.close()}>Close slow motion</Button>
      <span class="muted small">{of > 0 && `stage ${at + 1} of ${of}; `}arrow keys turn, Escape closes</span>
    </div>
  );
}

interface ShownProps {
  readonly slow: SlowMotion;
  readonly stage: Stage;
  readonly trace: Trace;
  readonly scene: Scene;
}

function Shown({ slow, stage, trace, scene }: ShownProps) {
  const pictures = useMemo(() => picturesOf(stage, trace, scene), [stage]);
  const { kind, move, part } = stage;
  const plane = scene.dimension === 2;
  const moving = kind === 'ascend' || (kind === 'descend' && !move.waits);
  return (
    <>
      <h2>
        Training step {trace.step.toLocaleString('en')}
        {part && <span class="muted">, {part}</span>}
      </h2>
      <p class="muted">{orderText(trace.config)}</p>
      <Stages slow={slow} stage={stage} trace={trace} />
      <div class="slow-body">
        <div class="stack">
          <div class="slow-formula" data-stage={kind}>
            <Formula stage={stage} trace={trace} />
          </div>
          <Words stage={stage} trace={trace} />
        </div>
        <div class={plane ? 'pictures' : 'pictures wide'}>
          {pictures.map((picture, i) => (
            <Drawing key={i} picture={picture} plane={plane} />
          ))}
        </div>
      </div>
      <div class="slow-tables">
        <Samples stage={stage} trace={trace} />
        {moving && <Layers stage={stage} />}
      </div>
    </>
  );
}

function Words({ stage, trace }: Pick<ShownProps, 'stage' | 'trace'>) {
  const differences = differencesOf(trace);
  return (
    <>
      <p role="status">
        <b>
          {numberOf(stage.kind)}. {titleOf(stage.kind, trace.config)}.
        </b>{' '}
        {sentenceOf(stage, trace)}
      </p>
      {differences.length > 0 && (
        <ul class="muted small">
          {differences.map(text => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The six stages; each can be opened. */
function Stages({ slow, stage, trace }: Omit<ShownProps, 'scene'>) {
  return (
    <ol class="slow-stages">
      {KINDS.map(kind => (
        <li key={kind}>
          <button
            type="button"
            aria-current={kind === stage.kind ? 'step' : undefined}
            onClick={() => slow.show(kind)}
          >
            <b>{numberOf(kind)}</b> {titleOf(kind, trace.config)}
          </button>
        </li>
      ))}
    </ol>
  );
}
