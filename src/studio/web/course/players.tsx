import { useMemo, useState } from 'preact/hooks';
import {
  gameValue,
  gameValueFromSamples,
  normal,
  optimalDiscriminator,
  sigmoid,
} from '../../../theory/index.ts';
import { Random } from '../../../util/random.ts';
import { Button, Slider } from '../shell/controls.tsx';
import type { Lesson } from './step.ts';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Dots, Handle, Mark, Plot } from './widgets/plot.tsx';

const real = normal(-1, 0.8);
const forged = normal(1.4, 1);
const draw = (law: typeof real, stream: string, n: number) => {
  const random = new Random(3, stream);
  return Array.from({ length: n }, () => law.sample(random));
};

function Detective() {
  const [middle, setMiddle] = useState(-1.5);
  const [steep, setSteep] = useState(0.5);
  const [data, fakes] = useMemo(() => [draw(real, 'real', 24), draw(forged, 'fake', 24)], []);
  const logit = (x: number) => -steep * (x - middle);
  const value = gameValueFromSamples(data.map(logit), fakes.map(logit));
  const best = useMemo(() => gameValue(optimalDiscriminator(real, forged), real, forged), []);
  const right = [...data.map(x => logit(x) > 0), ...fakes.map(x => logit(x) < 0)].filter(Boolean).length;
  return (
    <>
      <p>
        The <strong class="real">data</strong> come from a law that nobody knows. The{' '}
        <strong class="fake">generator</strong> {tex`\fake{G}`} turns noise into samples and wants them to
        pass for data. The <strong class="judge">discriminator</strong> {tex`\judge{D}`} looks at one sample
        and says with what probability {tex`\judge{D(x)}`} it is real.
      </p>
      <p>
        You are {tex`\judge{D}`}. You are paid {tex`\log D(x)`} for a real sample and {tex`\log(1 - D(x))`}{' '}
        for a generated one. That is never more than 0, and being sure and wrong costs without bound: as{' '}
        {tex`D(x)`} of a real sample goes to 0, {tex`\log D(x)`} goes to {tex`-\infty`}.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="how sure: steepness"
              min={0}
              max={6}
              step={0.05}
              value={steep}
              onInput={setSteep}
            />
            <Readings
              rows={[
                { key: 'pay', name: 'your mean pay, V', value: format(value, 3), kind: 'optimum' },
                { key: 'guess', name: 'if you only guess', value: format(-Math.log(4), 3), kind: 'quiet' },
                { key: 'best', name: 'best, for many samples', value: format(best, 3), kind: 'quiet' },
                { key: 'right', name: 'rightly told', value: `${right} of 48` },
              ]}
            />
          </>
        }
        caption="Move the curve: the handle is where you say ½. Being right more often pays; being surer than you should costs."
      >
        <Keys
          of={[
            ['real', 'real samples'],
            ['fake', 'generated samples'],
            ['optimum', 'your D(x)'],
          ]}
        />
        <Plot x={[-5, 5]} y={[-0.15, 1.05]} label="Samples and the discriminator" xLabel="x" yLabel="D(x)">
          <Curve f={x => sigmoid(logit(x))} kind="optimum" />
          <Dots points={data.map(x => [x, -0.05])} kind="real" size={7} />
          <Dots points={fakes.map(x => [x, -0.11])} kind="fake" size={7} />
          <Handle
            x={middle}
            y={0.5}
            step={0.1}
            kind="optimum"
            label="Where D says one half"
            onMove={setMiddle}
          />
        </Plot>
      </Figure>
      <Exercise
        id="guessing"
        answer={-Math.log(4)}
        tolerance={0.003}
        unit="nats"
        hint="log ½ for a real sample, and log(1 − ½) for a generated one; add the two."
        why={tex`\log \tfrac12 + \log \tfrac12 = -\log 4 = -1.3863`}
      >
        What does {tex`V`} come to when {tex`D`} says ½ to everything?
      </Exercise>
    </>
  );
}

function Forger() {
  const [theta, setTheta] = useState(2);
  const [seen, setSeen] = useState(2);
  const law = normal(theta, 0.8);
  const judge = useMemo(() => optimalDiscriminator(real, normal(seen, 0.8)), [seen]);
  const value = gameValue(judge, real, law);
  const after = gameValue(optimalDiscriminator(real, law), real, law);
  return (
    <>
      <p>
        Now you are {tex`\fake{G}`}. {tex`\judge{D}`} stays as it is, perfect for the samples that you made
        before. Move your samples to where {tex`\judge{D}`} says "real": {tex`V`} is what {tex`\judge{D}`} is
        paid, and you lose what it wins.
      </p>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'value', name: 'V, against this D', value: format(value, 3), kind: 'fake' },
                { key: 'after', name: 'V, once D has replied', value: format(after, 3), kind: 'optimum' },
                { key: 'theta', name: 'your middle', value: format(theta, 2) },
              ]}
            />
            <Button kind="primary" onClick={() => setSeen(theta)}>
              Let D reply
            </Button>
          </>
        }
        caption="Go as far left as you like: V falls below −log 4, until D replies. Only at the data's own place does a reply change nothing."
      >
        <Plot x={[-6, 6]} y={[0, 1.05]} label="The laws of both sides and D" xLabel="x">
          <Curve f={real.density} kind="real" fill={0} />
          <Curve f={law.density} kind="fake" fill={0} />
          <Curve f={judge} kind="optimum" />
          <Mark y={0.5} kind="quiet" />
          <Handle
            x={theta}
            y={law.density(theta)}
            step={0.1}
            kind="fake"
            label="Middle of the generated samples"
            onMove={setTheta}
          />
        </Plot>
      </Figure>
      <p>
        Both learn: {tex`\judge{D}`} to tell, {tex`\fake{G}`} that it cannot be told. It ends, if it ends,
        when the generated samples have the very law of the data and {tex`\judge{D}`} can only guess.
      </p>
      <Box title="Two players">
        <p>
          What one wins the other loses: a zero-sum game. {tex`D`} moves to raise {tex`V`}, {tex`G`} moves to
          lower it, and neither moves the other's weights.
        </p>
      </Box>
      {display`\min_{\fake{G}} \max_{\judge{D}}\; V(\judge{D}, \fake{G})`}
      <Choice
        id="what-g-knows"
        options={[
          'how far its samples are from the data',
          'the slope of D at its samples',
          'the data themselves',
        ]}
        answer={1}
        hint="In the figure: what would change if the data moved, but D stayed?"
        why="G never sees the data. All it gets is D's answer at its samples and how it changes when they move. If D is flat there, G learns nothing."
      >
        What does {tex`G`} get to know in a step?
      </Choice>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'players',
  title: 'The two players',
  steps: [
    { title: 'You are the discriminator', View: Detective },
    { title: 'You are the generator', View: Forger },
  ],
};
