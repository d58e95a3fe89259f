import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HistoryClient } from '../engine/history-client.ts';
import type { Status } from '../engine/run-client.ts';
import { Button, FileButton } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import { onDrop } from './drop.ts';
import { chosen, dropped, type Given } from './open.ts';
import './history.css';
import { saveRun } from './save.ts';

export interface RunFileProps {
  readonly history: HistoryClient;
  readonly status: ReadonlySignal<Status>;
  /** What the zip is called: the data of the run. */
  readonly title: string;
  /** Opens what was chosen; what goes wrong is said here. */
  readonly onOpen: (given: readonly Given[]) => Promise<void>;
  /** What a file of a run is. */
  readonly children: ComponentChildren;
}

/** The run as a file, for Node and back, and whether the browser keeps it. */
export function RunFile({ history, status, title, onOpen, children }: RunFileProps) {
  const { kept, unkept } = history.signals;
  const [fault, setFault] = useState('');
  const [command, setCommand] = useState('');
  const ready = status.value === 'running' || status.value === 'paused';
  const attempt = (work: Promise<void>) => {
    setFault('');
    work.catch(error => setFault(messageOf(error)));
  };
  const save = async () => setCommand(await saveRun(await history.archive(), title));
  const open = (files: FileList | null) => attempt(onOpen(chosen(files)));
  return (
    <section class="panel stack" aria-label="The run as a file">
      <h2>The run as a file</h2>
      <p class="muted">{children}</p>
      <div class="row">
        <Button disabled={!ready} onClick={() => attempt(save())}>
          Save the run
        </Button>
        <FileButton label="Open a zip" accept=".zip,application/zip" onChoose={open} />
        <FileButton label="Open a folder" folder onChoose={open} />
      </div>
      {fault && <ErrorBox title="That was not possible" message={fault} />}
      {command && <pre class="command">{command}</pre>}
      <p class="muted small" role="status">
        {unkept.value || (kept.value !== undefined && keptText(kept.value))}
      </p>
    </section>
  );
}

const keptText = (step: number) =>
  `This browser keeps the run up to step ${step.toLocaleString('en')}, and offers it again after a reload.`;

export interface DropTargetProps {
  readonly title: string;
  /** Why something was not opened. */
  readonly unopened: Signal<string>;
  /** Opens what was dropped anywhere on the page. */
  readonly onDropped: (given: Promise<readonly Given[]>) => void;
}

/** Takes files that are dropped anywhere on the page, and says, in sight, why something was not opened. */
export function DropTarget({ title, unopened, onDropped }: DropTargetProps) {
  const box = useRef<HTMLDivElement>(null);
  const { value: message } = unopened;
  useEffect(() => onDrop(transfer => onDropped(dropped(transfer))), [unopened]);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [message]);
  if (!message) return null;
  return (
    <div ref={box} class="unopened">
      <ErrorBox title={title} message={message}>
        <Button
          onClick={() => {
            unopened.value = '';
          }}
        >
          Close
        </Button>
      </ErrorBox>
    </div>
  );
}
