import { useMemo, useState } from 'preact/hooks';
import { Button, Slider } from '../shell/controls.tsx';
import { CENTRES, data, descend, judge, reply, type Swarm, scatter, shares, variety } from './particles.ts';
import type { Lesson } from './step.ts';
import { Bars } from './widgets/bars.tsx';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Keys, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { Curve, Dots, Mark, Plot } from './widgets/plot.tsx';
import { histogram } from './widgets/samples.ts';

const names = ['left', 'middle', 'right'];

function Stage({ swarm }: { swarm: Swarm }) {
  const law = histogram(swarm.points, -5, 5, 40);
  return (
    <>
      <Keys
        of={[
          ['real', 'density of the data: three groups'],
          ['fake', '60 generated samples'],
          ['optimum', 'D, as of its last reply'],
        ]}
      />
      <Plot x={[-5, 5]} y={[-0.1, 1.05]} label="Data, generated samples and D" xLabel="x">
        <Curve f={law.map(([x, y]) => [x, Math.min(1.04, y)] as const)} kind="fake" fill={0} />
        <Curve f={data.density} kind="real" fill={0} />
        <Curve f={x => judge(swarm.seen, x)} kind="optimum" />
        <Dots points={swarm.points.map(x => [x, -0.05])} kind="fake" size={7} />
      </Plot>
      <Bars
        law={shares(swarm.points)}
        kind="fake"
        names={names}
        label="Share of the generated samples"
        height={90}
      />
    </>
  );
}

function ByHand() {
  const [swarm, setSwarm] = useState<Swarm>(() => scatter(0));
  const [moves, setMoves] = useState(0);
  const move = (steps: number) => {
    setSwarm(descend(swarm, steps));
    setMoves(moves + steps);
  };
  return (
    <>
      <p>
        What does {tex`\fake{G}`} do with a {tex`\judge{D}`} that does not move? All that it is paid for is{' '}
        {tex`\judge{D}`} at its samples, so the best it can do is to put <em>all</em> of them at one place,
        where {tex`\judge{D}`} is highest:
      </p>
      {display`\max_{\fake{G}} \E_z[\log \judge{D}(\fake{G(z)})] = \max_x \log \judge{D(x)}`}
      <p>
        Nothing in it asks for variety. Here 60 samples, free to move, climb {tex`\log \judge{D}`};{' '}
        {tex`\judge{D}`} is the optimal one for where they were at its last reply.
      </p>
      <Figure
        controls={
          <>
            <div class="row">
              <Button onClick={() => move(1)}>G: 1 step</Button>
              <Button onClick={() => move(100)}>G: 100 steps</Button>
              <Button
                kind="primary"
                onClick={() => {
                  setSwarm(reply(swarm));
                  setMoves(0);
                }}
              >
                D replies
              </Button>
              <Button
                onClick={() => {
                  setSwarm(scatter(0));
                  setMoves(0);
                }}
              >
                Start again
              </Button>
            </div>
            <Readings
              rows={[
                { key: 'moves', name: 'steps since the last reply', value: String(moves) },
                {
                  key: 'variety',
                  name: 'variety',
                  value: `${format(variety(swarm.points), 3)} bits`,
                  kind: 'fake',
                },
                { key: 'most', name: 'of at most', value: `${format(Math.log2(3), 3)} bits` },
              ]}
            />
          </>
        }
        caption="Try 100 steps of G, a reply, 100 steps, a reply: the crowd jumps from group to group, and never covers them."
      >
        <Stage swarm={swarm} />
      </Figure>
      <Choice
        id="best-reply"
        options={[
          'spread its samples over all places with D = 0.9',
          'put all samples at the highest D',
          'copy the data',
        ]}
        answer={1}
        hint="Which choice has the largest mean of log D?"
        why="A mean is largest when every sample has the largest value. Many places as good as each other would do too, but there is no reason to use more than one."
      >
        {tex`\judge{D}`} stands still. What is best for {tex`\fake{G}`}?
      </Choice>
    </>
  );
}

const ROUND = 800;

/** Variety after each reply, over a whole game with `steps` moves of G for each. */
function game(steps: number): { curve: [number, number][]; swarm: Swarm } {
  let swarm = scatter(0);
  const curve: [number, number][] = [[0, variety(swarm.points)]];
  for (let moves = 0; moves < ROUND; moves += steps) {
    swarm = descend(reply(swarm), steps);
    curve.push([moves + steps, variety(swarm.points)]);
  }
  return { curve, swarm };
}

function Ahead() {
  const [steps, setSteps] = useState(2);
  const { curve, swarm } = useMemo(() => game(steps), [steps]);
  return (
    <>
      <p>
        Now a whole game of {ROUND} steps of {tex`\fake{G}`}. Let {tex`\judge{D}`} reply after every few of
        them, or seldom.
      </p>
      <Figure
        controls={
          <>
            <Slider
              label="steps of G for each reply of D"
              min={1}
              max={100}
              log
              value={steps}
              format={v => String(Math.round(v))}
              onInput={v => setSteps(Math.round(v))}
            />
            <Readings
              rows={[
                {
                  key: 'variety',
                  name: 'variety at the end',
                  value: `${format(variety(swarm.points), 3)} bits`,
                  kind: 'fake',
                },
              ]}
            />
          </>
        }
        caption="A few steps for each reply: the samples spread evenly. Many: they crowd on one group and hop."
      >
        <Plot
          x={[0, ROUND]}
          y={[0, 1.75]}
          label="Variety over the game"
          xLabel="steps of G"
          yLabel="bits"
          height={180}
        >
          <Mark y={Math.log2(3)} kind="quiet" text="log₂ 3" />
          <Curve f={curve} kind="fake" />
        </Plot>
        <Stage swarm={swarm} />
      </Figure>
      <Box title="Mode collapse">
        <p>
          {tex`\fake{G}`} ran ahead of {tex`\judge{D}`}. The theorem asks for {tex`\min_G \max_D`}: {tex`D`}{' '}
          at its best for every {tex`G`}. With {tex`G`} ahead, {tex`\max_D \min_G`} is played instead, and
          there the best reply to any {tex`D`} is a point. The 2014 paper calls it the Helvetica scenario.
        </p>
      </Box>
      <p>
        Cures give {tex`\judge{D}`} a view of variety or keep it up to date: more {tex`D`} steps; gradient
        penalties, which keep {tex`D`} smooth; {tex`D`} that judges several samples at once (packing,
        minibatch statistics); {tex`G`} that looks ahead at {tex`D`}'s replies (unrolling); losses that
        compare each fake with a real sample (relativistic).
      </p>
      <Exercise
        id="two-groups"
        answer={1}
        tolerance={0.01}
        unit="bits"
        hint="Two groups, equally likely."
        why={tex`\log_2 2 = 1`}
      >
        A generator hits two of the {CENTRES.length} groups, equally often. How much variety is that?
      </Exercise>
    </>
  );
}

export const lesson: Lesson = {
  slug: 'mode-collapse',
  title: 'Failure: mode collapse',
  steps: [
    { title: 'The best reply to a D that stands still', View: ByHand },
    { title: 'When G runs ahead', View: Ahead },
  ],
};
