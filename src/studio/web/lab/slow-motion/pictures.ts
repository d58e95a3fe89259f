import { objective } from '../../../../gan/objectives/index.ts';
import { answersOf, undecidedAnswer } from '../../engine/answers.ts';
import type { Trace } from '../../engine/inspect.ts';
import type { Scene } from '../../engine/messages.ts';
import { noisePlaces } from '../../engine/scene.ts';
import { digits } from '../../shell/chart.tsx';
import { between } from '../flow.ts';
import { type Content, inText, paintAnswers, paintContent, paintWays, type Surface } from './paint-stage.ts';
import type { Kind, Stage } from './stages.ts';

/** A picture of a stage; `t` from 0 to 1 is how far its movement got. */
export interface StagePicture {
  readonly title: string;
  readonly moves?: boolean;
  paint(surface: Surface, t: number): void;
}

/** What pictures are made of. */
interface Parts {
  readonly stage: Stage;
  readonly trace: Trace;
  readonly scene: Scene;
  /** Where the noise lies in the frame of the data. */
  readonly start: Float32Array;
  /** What D says when it cannot tell. */
  readonly undecided: number;
  draw(surface: Surface, content: Content): void;
}

/** The pictures that belong to a stage, side by side. */
export function picturesOf(stage: Stage, trace: Trace, scene: Scene): StagePicture[] {
  const { critic, config } = trace;
  const undecided = undecidedAnswer(objective(config.objective), stage.move.logits);
  const start = noisePlaces(stage.move.z, config.latent, scene.grid.bounds);
  const draw = (surface: Surface, content: Content) =>
    paintContent(surface, scene, { critic, undecided, ...content });
  return PICTURES[stage.kind]({ stage, trace, scene, start, undecided, draw });
}

const PICTURES: Readonly<Record<Kind, (parts: Parts) => StagePicture[]>> = {
  data: ({ stage: { move }, draw }) => [
    { title: 'The minibatch x', paint: surface => draw(surface, { reals: move.x }) },
  ],
  noise: ({ start, draw }) => [
    { title: 'The noise z, in the frame of the data', paint: s => draw(inText(s), { samples: start }) },
  ],
  fakes: ({ stage: { move }, scene, start, draw }) => [
    {
      title: 'G takes each z to G(z)',
      moves: true,
      paint: (surface, t) => {
        draw(surface, { samples: between(start, move.generated, t) });
        paintWays(surface, scene, start, move.generated);
      },
    },
  ],
  judge: judged,
  ascend: ascended,
  descend: descended,
};

/** On the line D is a curve; of packs there is no answer for one sample. */
function judged({ stage: { move, judging }, trace, scene, undecided, draw }: Parts): StagePicture[] {
  const { x: reals, generated: samples, logits } = move;
  if (scene.dimension === 1 || trace.config.pac > 1) {
    return [{ title: 'What D says', paint: surface => draw(surface, { reals, samples, field: judging }) }];
  }
  const said = (values: Float32Array) => answersOf(values, trace.critic);
  const seen = {
    real: { points: reals, answers: said(logits.real) },
    fake: { points: samples, answers: said(logits.fake) },
    critic: trace.critic,
    undecided,
  };
  return [
    {
      title: 'D’s answers: the bluer, the more real; squares are real, circles generated',
      paint: surface => {
        draw(surface, { field: judging });
        paintAnswers(surface, scene, seen);
      },
    },
  ];
}

function ascended({ stage: { move, before }, draw }: Parts): StagePicture[] {
  const { x: reals, generated: samples, field } = move;
  const change = field!.map((v, i) => v - before[i]);
  return [
    { title: 'D before', paint: surface => draw(surface, { reals, samples, field: before }) },
    { title: 'D after', paint: surface => draw(surface, { reals, samples, field }) },
    {
      title: `Change of D, up to ${digits(largest(change))}: blue up, orange down`,
      paint: surface => draw(surface, { field: change, critic: true, undecided: 0 }),
    },
  ];
}

function descended({ stage: { move, judging: field }, scene, draw }: Parts): StagePicture[] {
  const { generated: samples, moved } = move;
  const slopes = move.sampleGradients!.map(v => -v);
  const drawn: StagePicture = {
    title: 'Where G’s loss draws G(z)',
    paint: surface => draw(surface, { samples, field, slopes }),
  };
  if (!moved) return [drawn];
  const { times, ends } = enlarged(samples, moved, scene);
  const after: StagePicture = {
    title: `G’s move of the same noise${times > 1 ? `, ${times} times enlarged` : ''}`,
    moves: true,
    paint: (surface, t) => {
      draw(surface, { samples: between(samples, ends, t), field });
      paintWays(surface, scene, samples, ends);
    },
  };
  return [drawn, after];
}

const largest = (values: Float32Array) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

const TIMES = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];
/** Share of the frame that the longest way may take when it is enlarged. */
const ROOM = 0.12;

/** Small ways made as much longer as the frame allows. */
function enlarged(from: Float32Array, to: Float32Array, { grid: { bounds } }: Scene) {
  const ways = to.map((v, i) => v - from[i]);
  const room = ROOM * (bounds.x[1] - bounds.x[0]);
  const times = TIMES.find(factor => factor * largest(ways) <= room) ?? 1;
  return { times, ends: from.map((v, i) => v + times * ways[i]) };
}
