import { useEffect, useState } from 'preact/hooks';
import { onDrop } from '../past/drop.ts';
import { chosen, dropped, filesOf } from '../past/open.ts';
import { saveRun } from '../past/save.ts';
import { Button, FileButton } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import type { Lab } from './store.ts';

/** The run as a file, for Node and back. */
export function RunFile({ lab }: { readonly lab: Lab }) {
  const { status } = lab.client.signals;
  const { kept, unkept } = lab.client.past.signals;
  const [fault, setFault] = useState('');
  const [name, setName] = useState('');
  const open = (files: FileList | null) => void lab.load(filesOf(chosen(files)));
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
        <FileButton label="Open a zip" accept=".zip,application/zip" onChoose={open} />
        <FileButton label="Open a folder" folder onChoose={open} />
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
