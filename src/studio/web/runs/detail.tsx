import { useState } from 'preact/hooks';
import { objective, parseObjective } from '../../../gan/objectives/index.ts';
import { Button, Fold } from '../shell/controls.tsx';
import { ErrorBox } from '../shell/error-box.tsx';
import { Actions } from './actions.tsx';
import { Configs } from './configs.tsx';
import { Curves } from './curves.tsx';
import { Evaluations } from './evaluations.tsx';
import { Findings } from './findings.tsx';
import { useRun } from './follow.ts';
import { Metrics } from './metrics.tsx';
import { OpenIn } from './open-in.tsx';
import { Start } from './start.tsx';
import { Status } from './status.tsx';
import { Timeline } from './timeline.tsx';
import { ago, count } from './words.ts';

/** One run, as it goes on. */
export function Detail({ id }: { readonly id: string }) {
  const followed = useRun(id);
  const [starting, setStarting] = useState(false);
  const run = followed.run.value;
  const fault = followed.fault.value;
  const gone = followed.connection.value === 'gone';
  return (
    <div class="stack runs">
      <nav class="small" aria-label="Back">
        <a href="#/runs">All runs</a>
      </nav>
      <header class="row spread">
        <h1>{id}</h1>
        {run && <Status run={run} />}
      </header>
      {fault && (
        <ErrorBox
          title={gone ? 'The run is gone' : run ? 'The connection is lost' : 'The run cannot be read'}
          message={fault}
          kind="warn"
        />
      )}
      {!run && !fault && <p class="loading">Reading the run…</p>}
      {run && (
        <>
          <p class="muted">
            {run.data}, {run.objective}, seed {run.seed}; recipe {run.recipe}; changed {ago(run.changedMs)}
          </p>
          <div class="row actions">
            {!gone && <Actions run={run} />}
            {!starting && !gone && <Button onClick={() => setStarting(true)}>New run like this</Button>}
            {!gone && <OpenIn run={run} />}
          </div>
          {starting && <Start like={id} onClose={() => setStarting(false)} />}
          <div class="run-columns">
            <div class="stack">
              <section class="stack" aria-label="Curves">
                <h2>Curves</h2>
                <Curves
                  rows={followed.rows}
                  critic={objective(parseObjective(run.objective)).critic === true}
                />
              </section>
              <Evaluations run={run} lines={followed.evaluated} />
              <Metrics measured={followed.measured} />
            </div>
            <div class="stack aside">
              <section class="panel stack" aria-label="Samples">
                <h2>Samples</h2>
                <Timeline run={run} />
              </section>
              <section class="panel stack" aria-label="Diagnosis">
                <h2>Diagnosis</h2>
                {run.note && <ErrorBox title="Part of it cannot be read" message={run.note} kind="warn" />}
                <Findings id={id} findings={run.findings} />
              </section>
            </div>
          </div>
          <section class="panel">
            <Fold title="Config" note="every value of the run">
              <Configs names={[id]} configs={[run.config]} />
            </Fold>
            <Fold title="Checkpoints" note={count(run.checkpoints.length)}>
              <p>
                {run.checkpoints.length > 0 ? `Steps ${run.checkpoints.map(count).join('; ')}` : 'None yet.'}
              </p>
              <p class="small muted">
                <code>npx saddle resume</code> goes on from the newest, <code>npx saddle sample</code> makes
                pictures from it.
              </p>
            </Fold>
          </section>
        </>
      )}
    </div>
  );
}
