import { useEffect, useState } from 'preact/hooks';
import { chosen, dropped, filesOf } from '../past/open.ts';
import { saveRun } from '../past/save.ts';
import { Button } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import type { Lab } from './store.ts';

/** The run as a file, for Node and back. */
export function RunFile({ lab }: { readonly lab: Lab }) {
  const { status } = lab.client.signals;
  const { kept, unkept } = lab.client.past.signals;
  const [fault, setFault] = useState('');
  const [name, setName] = useState('');
  const ready = status.value === 'running' || status.value === 'paused';
  const save = async () => {
    try {
      setFault('');
      setName(await saveRun(await lab.client.past.archive(), lab.config.peek().data.name));
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  return (
    <section class="panel stack" aria-label="The run as a file">
      <h2>The run as a file</h2>
      <p class="muted">
        A zip of a run folder: config, log, and a checkpoint with all state. Node goes on with it from the
        same step, and what Node trained opens here: the zip that <code>npx saddle pack</code> makes, or the
        folder.
      </p>
      <div class="row">
        <Button disabled={!ready} onClick={() => void save()}>
          Save the run
        </Button>
        <Choose lab={lab} label="Open a zip" />
        <Choose lab={lab} label="Open a folder" folder />
      </div>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {name && <pre class="command">npx saddle resume {name}.zip</pre>}
      <p class="muted small" role="status">
        {unkept.value || (kept.value !== undefined && keptText(kept.value))}
      </p>
    </section>
  );
}

const keptText = (step: number) =>
  `This browser keeps the run up to step ${step.toLocaleString('en')}, and offers it again after a reload.`;

interface ChooseProps {
  readonly lab: Lab;
  readonly label: string;
  readonly folder?: boolean;
}

function Choose({ lab, label, folder = false }: ChooseProps) {
  return (
    <label class="button">
      {label}
      <input
        class="hidden-text"
        type="file"
        accept={folder ? undefined : '.zip,application/zip'}
        {...(folder && { webkitdirectory: true })}
        onChange={({ currentTarget: input }) => {
          void lab.load(filesOf(chosen(input.files)));
          input.value = ''; // the same file may be chosen again
        }}
      />
    </label>
  );
}

/** Why a run was not opened; and takes zips and folders that are dropped anywhere on the page. */
export function DropTarget({ lab }: { readonly lab: Lab }) {
  useEffect(() => onDrop(transfer => void lab.load(dropped(transfer).then(filesOf))), [lab]);
  if (!lab.unopened.value) return null;
  return (
    <ErrorBox title="The run was not opened" message={lab.unopened.value}>
      <Button
        onClick={() => {
          lab.unopened.value = '';
        }}
      >
        Close
      </Button>
    </ErrorBox>
  );
}

/** What is dropped on a part of the page that takes files itself is left to it. */
function onDrop(take: (transfer: DataTransfer) => void): () => void {
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    take(event.dataTransfer);
  };
  addEventListener('dragover', over);
  addEventListener('drop', drop);
  return () => {
    removeEventListener('dragover', over);
    removeEventListener('drop', drop);
  };
}
