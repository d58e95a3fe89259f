import { useEffect, useMemo } from 'preact/hooks';
import { Offer } from '../history/offer.tsx';
import { filesOf } from '../history/open.ts';
import { DropTarget, RunFile } from '../history/run-file.tsx';
import { Timeline } from '../history/timeline.tsx';
import { Button } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import { Bar } from './bar.tsx';
import { SideBySide, SideSwitch } from './compare/compare.tsx';
import { Pair } from './compare/pair.ts';
import { Diagnosis } from './diagnosis.tsx';
import { FlowControl } from './flow-control.tsx';
import './lab.css';
import { Legend } from './legend.tsx';
import { Machine } from './machine.tsx';
import { Numbers, Summary } from './numbers.tsx';
import { Panel } from './panel.tsx';
import { Pictures } from './picture.tsx';
import { Share } from './share/share.tsx';
import { SlowMotion } from './slow-motion/open.tsx';
import { LAB, type Lab } from './store.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

/** Learn a law of the line or the plane, live. */
export function Page() {
  const pair = useMemo(() => new Pair(), []);
  useEffect(() => {
    void pair.start();
    return () => pair.dispose();
  }, [pair]);
  const { a: lab, b } = pair;
  const edited = pair.edited.value;
  return (
    <div class="lab">
      <h1 class="hidden-text">Lab</h1>
      <div class="lab-side stack">
        <SideSwitch pair={pair} />
        <Panel lab={edited} />
      </div>
      <div class="lab-main stack" data-content tabIndex={-1}>
        <Offer page={LAB} onContinue={(files, run) => void lab.tryLoad(files, run)} />
        <Bar pair={pair} />
        <DropTarget
          title="The run was not opened"
          unopened={lab.unopened}
          onDropped={given => void lab.tryLoad(given.then(filesOf))}
        />
        <Faults lab={lab} />
        {b && <Faults lab={b} />}
        <section class="panel stack" aria-label="Picture">
          <Look pair={pair} />
        </section>
        <section class="panel" aria-label="Numbers">
          <Numbers a={lab} b={b} />
        </section>
        <div class="lab-below">
          <Diagnosis lab={edited} />
          <Machine lab={edited} />
          <Share key={edited === lab ? 'a' : 'b'} lab={edited} />
          <RunFile
            history={lab.client.history}
            status={lab.client.signals.status}
            title={lab.config.value.data.name}
            onOpen={given => lab.load(filesOf(given))}
          >
            A zip of a run folder: config, log, and a checkpoint with all state. Node goes on with it from the
            same step, and what Node trained opens here: the zip that <code>npx saddle pack</code> makes, or
            the folder.
          </RunFile>
        </div>
      </div>
    </div>
  );
}

/** The run as it is: its pictures, or its next step in slow motion. */
function Look({ pair }: { readonly pair: Pair }) {
  const { a, b, view } = pair;
  if (view.slowMotion.value && !b) {
    const close = () => {
      view.slowMotion.value = false;
    };
    return <SlowMotion lab={a} onClose={close} />;
  }
  return (
    <>
      {b ? (
        <SideBySide a={a} b={b} />
      ) : (
        <>
          <Pictures lab={a} />
          <Timeline history={a.client.history} step={a.client.signals.step} />
          <Summary lab={a} />
        </>
      )}
      <div class="row">
        <ZoomButtons view={view} />
        <FlowControl view={view} />
      </div>
      <Legend lab={pair.edited.value} />
    </>
  );
}

const TITLES = {
  start: 'The game could not be started',
  run: 'The run stopped',
  configure: 'The change was not taken over',
} as const;

/** What went wrong, where it happened, and what can be done. */
function Faults({ lab }: { readonly lab: Lab }) {
  const { fault } = lab.client.signals;
  const kept = lab.client.history.signals.kept.value;
  if (!fault.value) return null;
  const { during, message, expected } = fault.value;
  const advice = expected ? '' : '; if starting anew does not help, reload the page';
  return (
    <ErrorBox title={TITLES[during]} message={message + advice}>
      {kept !== undefined && (
        <Button onClick={() => void lab.recover()}>Go on from step {kept.toLocaleString('en')}</Button>
      )}
      <Button onClick={() => lab.reset()}>Start anew</Button>
    </ErrorBox>
  );
}
