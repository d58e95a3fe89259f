import { useEffect, useMemo } from 'preact/hooks';
import { Diagram } from '../diagram/open.tsx';
import { filesOf } from '../history/open.ts';
import { RunFile } from '../history/run-file.tsx';
import { Timeline } from '../history/timeline-open.ts';
import { isEmbed } from '../shell/embed.ts';
import { route } from '../shell/route.ts';
import { useSpace } from '../shell/space.ts';
import { Bar } from './bar.tsx';
import { SideBySide, SideSwitch } from './compare/compare.tsx';
import { Pair } from './compare/pair.ts';
import { Diagnosis } from './diagnosis.tsx';
import { FlowControl } from './flow-control.tsx';
import './lab.css';
import { Legend } from './legend.tsx';
import { Machine } from './machine.tsx';
import { Messages } from './messages.tsx';
import { Numbers, Summary } from './numbers.tsx';
import { EmbeddedLab } from './opening/embedded.tsx';
import { Opening } from './opening/opening.tsx';
import { Panel } from './panel.tsx';
import { Pictures } from './picture.tsx';
import { Share } from './share/share.tsx';
import { SlicePanel } from './slice-open.tsx';
import { SlowMotion } from './slow-motion/open.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

/** Learn a law of the line or the plane, live. */
export function Page() {
  const pair = useMemo(() => new Pair(), []);
  useEffect(() => {
    void pair.start();
    return () => pair.dispose();
  }, [pair]);
  const { a: lab, b } = pair;
  useSpace(() => pair.toggle());
  const edited = pair.edited.value;
  const slow = pair.view.slowMotion.value && !b;
  if (isEmbed(route.value)) return <EmbeddedLab pair={pair} />;
  if (pair.simple.value) return <Opening pair={pair} />;
  return (
    <div class="lab">
      <h1 class="hidden-text">Lab</h1>
      <div class="lab-main stack" data-content tabIndex={-1}>
        <Bar pair={pair} />
        <section
          class={`panel stack lab-networks${slow ? ' slow-networks' : ''}`}
          aria-label="The two networks"
        >
          <Diagram lab={edited} key={edited === lab ? 'a' : 'b'} />
        </section>
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
        <Messages pair={pair} />
      </div>
      <div class="lab-side stack">
        <SideSwitch pair={pair} />
        <Panel lab={edited} />
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
      <SlicePanel lab={pair.edited.value} />
    </>
  );
}
