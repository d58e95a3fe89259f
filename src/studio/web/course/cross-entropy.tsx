import { useState } from 'preact/hooks';
import { crossEntropy, entropy, kl, selfInformation } from '../../../theory/index.ts';
import { Button } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Bars } from './widgets/bars.tsx';
import { Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { withEntry } from './widgets/law.ts';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

const names = ['A', 'B', 'C', 'D'];

function Price() {
  const [truth, setTruth] = useState<readonly number[]>([0.5, 0.25, 0.125, 0.125]);
  const [belief, setBelief] = useState<readonly number[]>([0.25, 0.25, 0.25, 0.25]);
  return (
    <>
      <p>
        Outcomes come from a law {tex`\real{p}`}, but you believe in {tex`\fake{q}`}. When {tex`i`} happens
        your surprise is {tex`-\log \fake{q_i}`}, by your belief; how often it happens is {tex`\real{p_i}`},
        by the truth.
      </p>
      <Box title="Cross-entropy">
        {display`H(\real{p}, \fake{q}) = -\sum_i \real{p_i} \log \fake{q_i} = H(\real{p}) + \KL(\real{p} \Vert \fake{q})`}
        <p>
          It exceeds the unavoidable {tex`H(\real{p})`} by a price for being wrong, the Kullback-Leibler
          divergence {tex`\KL \ge 0`}, which is 0 only for {tex`\fake{q} = \real{p}`}.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'entropy', name: tex`H(p)`, value: format(entropy(truth)), kind: 'real' },
                { key: 'kl', name: tex`\KL(p \Vert q)`, value: format(kl(truth, belief)), kind: 'fake' },
                {
                  key: 'cross',
                  name: tex`H(p, q)`,
                  value: format(crossEntropy(truth, belief)),
                  kind: 'accent',
                },
              ]}
            />
            <Button onClick={() => setBelief(truth)}>Believe the truth</Button>
          </>
        }
        caption="In nats. Drag the bars of either law."
      >
        <h3 class="real">The truth p</h3>
        <Bars
          law={truth}
          kind="real"
          names={names}
          label="True probability"
          height={120}
          onChange={(i, value) => setTruth(withEntry(truth, i, value))}
        />
        <h3 class="fake">The belief q</h3>
        <Bars
          law={belief}
          kind="fake"
          names={names}
          label="Believed probability"
          height={120}
          onChange={(i, value) => setBelief(withEntry(belief, i, value))}
        />
      </Figure>
      <p>
        Take a belief down to 0 where the truth is not: the cross-entropy becomes infinite. Who calls
        impossible what happens is infinitely surprised.
      </p>
      <Exercise
        id="biased-belief"
        answer={crossEntropy([0.5, 0.5], [0.9, 0.1])}
        tolerance={0.002}
        unit="nats"
        hint="Half of −log 0.9 and half of −log 0.1."
        why={
          <>
            {tex`-\tfrac12 \log 0.9 - \tfrac12 \log 0.1 = 1.2040`}, which is {tex`0.6931`} for the coin itself
            and {tex`0.5108`} for the wrong belief.
          </>
        }
      >
        A fair coin, believed to show heads 9 times in 10: what is the cross-entropy?
      </Exercise>
    </>
  );
}

function Classifier() {
  const [d, setD] = useState(0.7);
  const [share, setShare] = useState(0.5);
  const loss = (y: number) => crossEntropy([share, 1 - share], [y, 1 - y]);
  return (
    <>
      <p>
        A classifier that answers with a probability {tex`y`} of "real" pays {tex`-\log y`} when the sample is
        real and {tex`-\log(1 - y)`} when it is not. If a share {tex`a`} of the samples like this one is real,
        it pays on average
      </p>
      {display`-a \log y - (1 - a) \log(1 - y),`}
      <p>the cross-entropy of two coins. Its least value is at {tex`y = a`}: honesty pays.</p>
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'answer', name: tex`y`, value: format(d, 3) },
              { key: 'loss', name: 'loss', value: format(loss(d)), kind: 'accent' },
              { key: 'least', name: tex`H(a)`, value: format(entropy([share, 1 - share])), kind: 'quiet' },
              {
                key: 'real',
                name: 'if it is real',
                value: format(selfInformation(d)),
                kind: 'real',
              },
              {
                key: 'fake',
                name: 'if it is not',
                value: format(selfInformation(1 - d)),
                kind: 'fake',
              },
            ]}
          />
        }
        caption="Move the answer along the curve, and the share of real samples below."
      >
        <Plot
          x={[0, 1]}
          y={[0, 3]}
          label="Loss of a classifier against its answer"
          xLabel="answer y"
          yLabel="loss in nats"
        >
          <Curve f={y => (y > 0 && y < 1 ? selfInformation(y) : Number.NaN)} kind="real" dashed />
          <Curve f={y => (y > 0 && y < 1 ? selfInformation(1 - y) : Number.NaN)} kind="fake" dashed />
          <Curve f={y => (y > 0 && y < 1 ? loss(y) : Number.NaN)} kind="accent" />
          <Mark x={share} kind="quiet" text="y = a" />
          <Handle
            x={d}
            y={loss(d)}
            step={0.01}
            label="Answer of the classifier"
            onMove={x => setD(Math.min(0.99, Math.max(0.01, x)))}
          />
          <Handle
            x={share}
            y={0}
            step={0.01}
            kind="real"
            label="Share of real samples"
            onMove={x => setShare(Math.min(0.99, Math.max(0.01, x)))}
          />
        </Plot>
      </Figure>
      <p>
        This is the discriminator of a GAN, sample by sample. At its best its loss is {tex`H(a)`}, and when
        nobody can tell real from generated, {tex`a = \tfrac12`}, that is {tex`\log 2`}.
      </p>
      <Exercise
        id="quarter-real"
        answer={0.25}
        tolerance={0.002}
        hint="Look where the curve is lowest when a quarter of the samples is real."
        why={tex`-\tfrac{a}{y} + \tfrac{1-a}{1-y} = 0 \text{ at } y = a = 0.25`}
      >
        Of the samples that look like this one, one in four is real. What should the classifier answer?
      </Exercise>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'cross-entropy',
  title: 'Cross-entropy: the price of a wrong belief',
  steps: [
    { title: 'Truth and belief', View: Price },
    { title: 'The loss of a classifier', View: Classifier },
  ],
};
