import { useEffect, useState } from 'preact/hooks';
import { Client } from '../../engine/client.ts';
import { Button } from '../../shell/controls.tsx';
import { ErrorBox, messageOf } from '../../shell/error-box.tsx';
import type { Trial } from '../trials.ts';
import { Keys, Readings } from './figures.tsx';
import { format } from './format.ts';
import { Curve, Dots, Plot } from './plot.tsx';
import { histogram } from './samples.ts';

const LAYERS = { field: false, optimum: false, arrows: false, mesh: false, density: false } as const;

/** A failing game and its cure, training side by side in workers of this page. */
export function TrainPair({ trial }: { trial: Trial }) {
  const [clients] = useState(() => [new Client(LAYERS), new Client(LAYERS)] as const);
  const [started, setStarted] = useState(false);
  const [fault, setFault] = useState<string>();
  useEffect(
    () => () => {
      for (const client of clients) client.dispose();
    },
    [],
  );
  const start = async () => {
    setStarted(true);
    setFault(undefined);
    try {
      const { resolveConfig } = await import('../../../../train/resolve.ts');
      const { recipe, overrides } = trial;
      const steps = trial.steps === undefined ? {} : { steps: trial.steps };
      const configs = [{}, overrides].map(change =>
        resolveConfig({ recipe, overrides: { ...steps, ...change } }),
      );
      for (const [i, client] of clients.entries()) {
        client.start({ ...configs[i], device: 'wasm', threads: 1 }, { run: true });
      }
    } catch (error) {
      setFault(messageOf(error));
      setStarted(false);
    }
  };
  return (
    <div class="lesson-figure trained">
      <div class="row">
        <Button kind="primary" onClick={start}>
          {started ? 'Train both again' : 'Train both'}
        </Button>
        {started && (
          <Button
            onClick={() => {
              for (const client of clients) client.pause();
            }}
          >
            Pause
          </Button>
        )}
        <Keys
          of={[
            ['real', 'data'],
            ['fake', 'generated samples'],
          ]}
        />
      </div>
      {fault && <ErrorBox title="This game cannot be trained here" message={fault} />}
      <div class="pair">
        <One client={clients[0]} title="Before" />
        <One client={clients[1]} title="After" />
      </div>
    </div>
  );
}

/** One of the two runs: samples, scores of D, and what the monitor says. */
function One({ client, title }: { client: Client; title: string }) {
  const { status, step, config, scene, picture, findings, fault, quality, stepsPerSecond } = client.signals;
  const now = picture.value;
  useEffect(() => {
    if (now) requestAnimationFrame(() => client.drawn());
  }, [now]);
  const last = config.value?.steps ?? Number.POSITIVE_INFINITY;
  const done = step.value >= last;
  useEffect(() => {
    if (status.value === 'running' && done) client.pause();
  }, [status.value, done]);
  const modes = quality.value?.modes;
  const said = findings.value;
  return (
    <section aria-label={title}>
      <h3>
        {title}
        <span class="muted"> {status.value === 'paused' && done ? 'done' : words(status.value)}</span>
      </h3>
      {fault.value && <ErrorBox title="The run stopped" message={fault.value.message} />}
      <Samples client={client} />
      <Readings
        rows={[
          {
            key: `${title}-step`,
            name: 'step',
            value: String(step.value),
          },
          { key: `${title}-speed`, name: 'steps a second', value: format(stepsPerSecond.value, 0) },
          ...(modes
            ? [{ key: `${title}-modes`, name: 'modes found', value: `${modes.found} of ${modes.total}` }]
            : []),
          {
            key: `${title}-distance`,
            name: `distance to the data${measures[scene.value?.dimension ?? 0]}`,
            value: quality.value ? format(quality.value.transport.value, 3) : '–',
          },
        ]}
      />
      <div role="log" aria-label={`Diagnosis: ${title}`}>
        {said.map((finding, i) => (
          <p key={i} class="small">
            Step {finding.step}: {finding.sentence}
          </p>
        ))}
      </div>
    </section>
  );
}

/** By the dimension of the data. */
const measures = ['', ', W₁', ', sliced W₂'];

const words = (status: string) => (status === 'empty' ? 'not trained yet' : status);

function Samples({ client }: { client: Client }) {
  const now = client.signals.picture.value;
  const scene = client.signals.scene.value;
  if (!scene) return <div class="placeholder" />;
  const { x, y } = scene.grid.bounds;
  if (y) {
    return (
      <Plot x={x} y={y} label="Real and generated samples" square maxWidth={400}>
        <Dots points={pairs(scene.reals)} kind="real" size={2.5} />
        {now && <Dots points={pairs(now.samples)} kind="fake" size={2.5} />}
      </Plot>
    );
  }
  const [real, fake] = [scene.reals, now?.samples ?? []].map(values =>
    histogram([...values], x[0], x[1], 40),
  );
  const top = 1.1 * Math.max(...real.map(([, h]) => h));
  return (
    <Plot x={x} y={[0, top]} label="Histograms of real and generated samples" height={180}>
      <Curve f={real} kind="real" fill={0} />
      <Curve f={fake.map(([a, h]) => [a, Math.min(h, 1.05 * top)] as const)} kind="fake" fill={0} />
    </Plot>
  );
}

/** [n, 2] as pairs. */
function pairs(values: Float32Array): [number, number][] {
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
}
