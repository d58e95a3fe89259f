import { useEffect, useState } from 'preact/hooks';
import { onDrop } from '../past/drop.ts';
import { chosen, dropped, type Given } from '../past/open.ts';
import { saveRun } from '../past/save.ts';
import { Button, FileButton } from '../shell/controls.tsx';
import { ErrorBox, messageOf } from '../shell/error-box.tsx';
import type { Images } from './store.ts';

/** The run as a file, and files of runs. */
export function RunFile({ images }: { readonly images: Images }) {
  const { status } = images.client.signals;
  const { kept, unkept } = images.client.past.signals;
  const [fault, setFault] = useState('');
  const [name, setName] = useState('');
  const ready = status.value === 'running' || status.value === 'paused';
  const save = async () => {
    try {
      setFault('');
      setName(await saveRun(await images.client.past.archive(), images.title));
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  const open = (files: FileList | null) => void images.take(chosen(files));
  return (
    <section class="panel stack" aria-label="The run as a file">
      <h2>The run as a file</h2>
      <p class="muted">
        A zip of a run folder, with all state: Node goes on with it, and what Node trained on images opens
        here, as the zip that <code>npx saddle pack</code> makes or as the folder.
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

/** Why a file was not opened; and takes what is dropped anywhere on the page. */
export function DropTarget({ images }: { readonly images: Images }) {
  useEffect(
    () => onDrop(transfer => void dropped(transfer).then((given: Given[]) => images.take(given))),
    [images],
  );
  if (!images.unopened.value) return null;
  return (
    <ErrorBox title="The file was not opened" message={images.unopened.value}>
      <Button
        onClick={() => {
          images.unopened.value = '';
        }}
      >
        Close
      </Button>
    </ErrorBox>
  );
}
