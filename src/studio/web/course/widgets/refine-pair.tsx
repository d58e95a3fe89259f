import { useEffect, useRef, useState } from 'preact/hooks';
import type { Setup } from '../../setup/model.ts';
import { Button } from '../../shell/controls.tsx';
import { ErrorBox, messageOf } from '../../shell/error-box.tsx';
import type { End } from '../cures/end.ts';
import type { Made, RefineCommand, RefineReport } from '../cures/refine-worker.ts';
import { useAlone } from './alone.ts';
import { EndPicture, type Ends } from './end-picture.tsx';
import { Keys, Readings } from './figures.tsx';
import { format } from './format.ts';
import { type Ground, Scatter } from './scatter.tsx';

/** Trains a game in a worker of this page, and shows its samples as they are and as `method` makes them. */
export function RefinePair({ setup, method, ends }: { setup: Setup; method: string; ends?: Ends }) {
  const view = useRef<HTMLDivElement>(null);
  const worker = useRef<Worker | undefined>(undefined);
  const turn = useRef(0);
  const [report, setReport] = useState<RefineReport>();
  const stop = () => {
    turn.current++; // what is still loaded starts nothing
    worker.current?.terminate();
    worker.current = undefined;
    setReport(now => (now?.type === 'step' ? undefined : now));
  };
  const claim = useAlone(view, stop);
  useEffect(() => stop, []);
  const fail = (message: string) => setReport({ type: 'failed', message });
  const start = async () => {
    claim();
    stop();
    setReport({ type: 'step', step: 0 });
    const mine = turn.current;
    try {
      const { configOf } = await import('../../setup/model.ts');
      if (mine !== turn.current) return;
      const config = { ...configOf(setup), device: 'wasm', threads: 1 } as const;
      worker.current = new Worker(new URL('../cures/refine-worker.ts', import.meta.url), { type: 'module' });
      worker.current.onmessage = ({ data }: MessageEvent<RefineReport>) => setReport(data);
      worker.current.onerror = event => fail(event.message || 'the worker could not be loaded');
      const runtime = new URL('ort/', document.baseURI).href;
      worker.current.postMessage({ config, runtime, method } satisfies RefineCommand);
    } catch (error) {
      fail(messageOf(error));
    }
  };
  const made = report?.type === 'made' ? report : undefined;
  return (
    <div class="lesson-figure trained" ref={view}>
      <div class="row">
        <Button kind="primary" onClick={start}>
          {made ? 'Train and sample again' : 'Train and sample'}
        </Button>
        {report?.type === 'step' && (
          <>
            <Button onClick={stop}>Stop</Button>
            <span role="status">step {report.step}</span>
          </>
        )}
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'generated samples'],
          ]}
        />
      </div>
      {report?.type === 'failed' && (
        <ErrorBox title="This game cannot be trained here" message={report.message} />
      )}
      <div class="pair">
        <One
          title="Before: as they come"
          ground={made?.ground}
          made={made?.plain}
          end={ends?.[0]}
          name="plain"
        />
        <One
          title="After: with the cure"
          ground={made?.ground}
          made={made?.refined}
          end={ends?.[1]}
          name="refined"
        />
      </div>
    </div>
  );
}

interface OneProps {
  readonly title: string;
  readonly name: string;
  readonly ground?: Ground;
  readonly made?: Made;
  readonly end?: End;
}

function One({ title, name, ground, made, end }: OneProps) {
  const known = made ? numbersOf(made) : (end ?? {});
  return (
    <section aria-label={title}>
      <h3>
        {title}
        {!made && end && <span class="muted"> recorded</span>}
      </h3>
      {ground ? (
        <Scatter ground={ground} samples={made?.samples} />
      ) : (
        <EndPicture end={end} loading={false} />
      )}
      <Readings
        rows={[
          {
            key: `${name}-quality`,
            name: 'near a group',
            value: known.quality === undefined ? '–' : `${format(known.quality, 1)} %`,
          },
          {
            key: `${name}-modes`,
            name: 'groups found',
            value: known.modes === undefined ? '–' : `${known.modes} of 8`,
          },
          {
            key: `${name}-distance`,
            name: 'distance to the data, sliced W₂',
            value: known.distance === undefined ? '–' : format(known.distance, 3),
          },
        ]}
      />
    </section>
  );
}

function numbersOf({
  quality: { modesFound, highQuality, w2 },
}: Made): Partial<Pick<End, 'modes' | 'quality' | 'distance'>> {
  return { modes: modesFound?.value, quality: highQuality && 100 * highQuality.value, distance: w2?.value };
}
