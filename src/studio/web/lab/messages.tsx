import { Offer } from '../history/offer.tsx';
import { DropTarget } from '../history/run-file.tsx';
import { Faults } from '../setup/faults.tsx';
import { Button } from '../shell/controls.tsx';
import type { Pair } from './compare/pair.ts';
import './messages.css';
import { receive } from './receive.ts';
import { LAB, type Lab } from './store.ts';

/** What there is to say, at the lower edge of the window: nothing that is looked at moves for it. */
export function Messages({ pair }: { readonly pair: Pair }) {
  const { a: lab, b } = pair;
  return (
    <div class="messages stack">
      <Note lab={pair.edited.value} />
      <Offer page={LAB} onContinue={(files, run) => void lab.tryLoad(files, run)} />
      <DropTarget
        title="That could not be opened"
        unopened={lab.unopened}
        onDropped={given => void receive(lab, given)}
      />
      <Faults bench={lab} />
      {b && <Faults bench={b} />}
    </div>
  );
}

function Note({ lab: { note } }: { readonly lab: Lab }) {
  const close = () => {
    note.value = '';
  };
  return (
    <div class="note-line">
      <p class="small note" role="status">
        {note.value}
      </p>
      {note.value && (
        <Button kind="quiet" aria-label="Close the note" onClick={close}>
          ×
        </Button>
      )}
    </div>
  );
}
