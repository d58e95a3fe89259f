import { useState } from 'preact/hooks';
import { chosen } from '../history/open.ts';
import { Button, FileButton } from '../shell/controls.tsx';
import { messageOf } from '../shell/error-box.tsx';
import type { Images } from './store.ts';

/** G as a model file, and such files of elsewhere. */
export function GeneratorFile({ images }: { readonly images: Images }) {
  const { status } = images.client.signals;
  const [fault, setFault] = useState('');
  const save = () => {
    setFault('');
    images.saveGenerator().catch(error => setFault(messageOf(error)));
  };
  return (
    <section class="panel stack" aria-label="The generator as a file">
      <h2>The generator as a file</h2>
      <p class="muted">
        An ONNX model of G alone, from z [n, dimension], and classes y [n] where it is conditional, to images
        [n, C, H, W], which every ONNX runtime runs. A generator of elsewhere opens here, too, with its space
        of z: a model, or the folder that <code>npx saddle export</code> or <code>pull</code> wrote.
      </p>
      <div class="row">
        <Button disabled={status.value !== 'running' && status.value !== 'paused'} onClick={save}>
          Save G
        </Button>
        <FileButton
          label="Open a generator"
          accept=".onnx"
          onChoose={files => void images.receive(chosen(files))}
        />
        <FileButton label="Open its folder" folder onChoose={files => void images.receive(chosen(files))} />
      </div>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
