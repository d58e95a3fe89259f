import { useEffect, useRef, useState } from 'preact/hooks';
import { Client } from '../../engine/client.ts';
import type { Setup } from '../../setup/model.ts';
import { Button } from '../../shell/controls.tsx';
import { ErrorBox, messageOf } from '../../shell/error-box.tsx';
import type { End } from '../cures/end.ts';
import { useAlone } from './alone.ts';
import { EndPicture, type Ends, endReadings, pairReadings } from './end-picture.tsx';
import { Keys, type Reading, Readings } from './figures.tsx';
import { Scatter } from './scatter.tsx';

const LAYERS = { field: false, optimum: false, arrows: false, mesh: false, density: false } as const;
const SIDES = ['Before', 'After'] as const;

interface TrainPairProps {
  readonly setups: readonly [Setup, Setup];
  /** Where both ended when they were recorded. */
  readonly ends?: Ends;
}

/** A failing game and its cure, training side by side in workers of this page, from the same seed. */
export function TrainPair({ setups, ends }: TrainPairProps) {
  const view = useRef<HTMLDivElement>(null);
  const [clients] = useState(() => SIDES.map(() => new Client(LAYERS)));
  const [fault, setFault] = useState<string>();
  const stop = () => {
    for (const client of clients) client.pause();
  };
  const claim = useAlone(view, stop);
  useEffect(
    () => () => {
      for (const client of clients) client.dispose();
    },
    [],
  );
  const [running, waiting] = ['running', 'paused'].map(status =>
    clients.some(client => client.signals.status.value === status && !isDone(client)),
  );
  const started = clients.some(({ signals }) => signals.status.value !== 'empty');
  const goOn = () => {
    claim();
    for (const client of clients) if (!isDone(client)) client.run();
  };
  const start = async () => {
    claim();
    setFault(undefined);
    try {
      const { configOf } = await import('../../setup/model.ts');
      const configs = setups.map(configOf);
      for (const [i, client] of clients.entries()) {
        client.start({ ...configs[i], device: 'wasm', threads: 1 }, { run: true });
        client.limit(configs[i].steps);
      }
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  return (
    <div class="lesson-figure trained" ref={view}>
      <div class="row">
        <Button kind="primary" onClick={start}>
          {started ? 'Train both again' : 'Train both'}
        </Button>
        {running && <Button onClick={stop}>Pause</Button>}
        {waiting && !running && <Button onClick={goOn}>Go on</Button>}
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'generated samples'],
          ]}
        />
      </div>
      {fault && <ErrorBox title="This game cannot be trained here" message={fault} />}
      <div class="pair">
        {SIDES.map((title, i) => (
          <One key={title} client={clients[i]} title={title} end={ends?.[i]} />
        ))}
      </div>
    </div>
  );
}

const isDone = ({ signals }: Client) => signals.step.value >= (signals.config.value?.steps ?? 0);

/** One of the two runs: samples, scores of D, and what the monitor says. */
function One({ client, title, end }: { client: Client; title: string; end?: End }) {
  const { status, scene, picture, findings, fault } = client.signals;
  const now = picture.value;
  useEffect(() => {
    if (now) requestAnimationFrame(() => client.drawn());
  }, [now]);
  const done = isDone(client);
  useEffect(() => {
    if (done) client.pause();
  }, [done]);
  return (
    <section aria-label={title}>
      <h3>
        {title}
        <span class="muted">
          {' '}
          {status.value === 'empty' && end
            ? 'recorded'
            : status.value === 'paused' && done
              ? 'done'
              : words(status.value)}
        </span>
      </h3>
      {fault.value && <ErrorBox title="The run stopped" message={fault.value.message} />}
      {scene.value ? (
        <Scatter ground={scene.value} samples={now?.samples} />
      ) : (
        <EndPicture end={end} loading={status.value === 'starting'} />
      )}
      <Readings rows={scene.value || !end ? readingsOf(client, title) : endReadings(end, title)} />
      <div role="log" aria-label={`Diagnosis: ${title}`}>
        {findings.value.map((finding, i) => (
          <p key={i} class="small">
            Step {finding.step}: {finding.sentence}
          </p>
        ))}
      </div>
    </section>
  );
}

const words = (status: string) => (status === 'empty' ? 'not trained yet' : status);

function readingsOf({ signals }: Client, title: string): Reading[] {
  const { step, scene, quality, picture } = signals;
  const { modesFound, w1, w2 } = quality.value;
  const judged = picture.value?.judged;
  return pairReadings(title, {
    step: step.value,
    dimension: scene.value?.dimension,
    modes: modesFound?.value,
    distance: (w1 ?? w2)?.value,
    judged: judged && [meanOf(judged.real), meanOf(judged.fake)],
    critic: picture.value?.critic,
  });
}

const meanOf = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
