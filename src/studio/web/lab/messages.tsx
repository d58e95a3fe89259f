import { Offer } from '../history/offer.tsx';
import { DropTarget } from '../history/run-file.tsx';
import { Button } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
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
      <Faults lab={lab} />
      {b && <Faults lab={b} />}
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

const TITLES = {
  start: 'Training could not start',
  run: 'The run stopped',
  configure: 'The change was not made',
} as const;

/** What went wrong, and what can be done. */
function Faults({ lab }: { readonly lab: Lab }) {
  const { fault } = lab.client.signals;
  const kept = lab.client.history.signals.kept.value;
  if (!fault.value) return null;
  const { during, message, expected } = fault.value;
  const advice = expected ? '' : '; if starting over does not help, reload the page';
  return (
    <ErrorBox title={TITLES[during]} message={message + advice}>
      {kept !== undefined && (
        <Button onClick={() => void lab.recover()}>Go on from step {kept.toLocaleString('en')}</Button>
      )}
      <Button onClick={() => lab.reset()}>Start over</Button>
    </ErrorBox>
  );
}
