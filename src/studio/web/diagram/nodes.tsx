import { useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { objective } from '../../../gan/objectives/index.ts';
import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import { answersOf } from '../engine/answers.ts';
import type { Scene } from '../engine/messages.ts';
import { noisePlaces } from '../engine/scene.ts';
import { shares } from '../lab/paint.ts';
import type { Stage } from '../lab/slow-motion/stages.ts';
import type { Lab } from '../lab/store.ts';
import type { Box, Spot } from './layout.ts';
import { paintCloud, paintField } from './paint.ts';
import type { Palette } from './palette.ts';
import { Mark, styleOf } from './unit.tsx';

interface NodeProps {
  readonly box: Box;
  readonly name: string;
  /** What it is called; in words for those who do not see it. */
  readonly title: ComponentChildren;
  readonly label: string;
  readonly dim: boolean;
  readonly mark?: Spot;
  readonly children: ComponentChildren;
}

/** A picture of the diagram with its name above. */
function Node({ box, name, title, label, dim, mark, children }: NodeProps) {
  return (
    <div
      class={`node ${name}${dim ? ' dim' : ''}`}
      style={styleOf(box)}
      role="img"
      aria-label={label}
      data-node={name}
    >
      <span class="node-name">{title}</span>
      {children}
      {mark && <Mark at={mark} />}
    </div>
  );
}

export interface CloudProps extends Pick<NodeProps, 'box' | 'dim' | 'mark' | 'title'> {
  readonly name: 'noise' | 'real' | 'generated';
  readonly lab: Lab;
  readonly scene: Scene;
  readonly colors: Palette;
  /** In slow motion the samples are those of the step. */
  readonly stage?: Stage;
}

const LABELS = {
  noise: 'Noise: random points, all that the generator gets',
  real: 'Real samples: the data',
  generated: 'Generated samples: what the generator makes of the noise',
} as const;

/** Samples as a cloud; the generated ones move with the run. */
export function Cloud({ name, lab, scene, colors, stage, ...node }: CloudProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const given = useRef({ colors, stage });
  given.current = { colors, stage };
  const paint = () => {
    const { colors, stage } = given.current;
    const points = stage ? stagedPoints(name, scene, lab, stage) : pointsOf(name, scene, lab);
    if (canvas.current && points) paintCloud(canvas.current, points, scene.grid.bounds, inkOf(name, colors));
  };
  useSignalEffect(() => {
    if (name === 'generated') void lab.client.signals.picture.value;
    const frame = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(frame);
  });
  useEffect(paint, [colors, scene, stage]);
  return (
    <Node {...node} name={name} label={LABELS[name]}>
      <canvas ref={canvas} />
    </Node>
  );
}

function pointsOf(name: CloudProps['name'], scene: Scene, lab: Lab): Float32Array | undefined {
  if (name === 'noise') return scene.noise.samples;
  return name === 'real' ? scene.reals : lab.client.signals.picture.peek()?.samples;
}

function stagedPoints(name: CloudProps['name'], { grid }: Scene, lab: Lab, { move }: Stage): Float32Array {
  if (name === 'noise') return noisePlaces(move.z, lab.config.peek().latent, grid.bounds);
  return name === 'real' ? move.x : move.generated;
}

const inkOf = (name: CloudProps['name'], colors: Palette) =>
  ({ noise: colors.text, real: colors.real, generated: colors.fake })[name];

interface AnswerProps extends Pick<NodeProps, 'box' | 'dim' | 'mark' | 'title'> {
  readonly lab: Lab;
  readonly anatomy: Anatomy;
  readonly colors: Palette;
}

/** What D says at each place. */
export function Answer({ lab, anatomy, colors, ...node }: AnswerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { cells, layers } = anatomy.discriminator;
  useEffect(() => {
    const critic = objective(lab.config.peek().objective).critic === true;
    const undecided = lab.client.signals.picture.peek()?.undecided ?? (critic ? 0 : 0.5);
    const share = shares(answersOf(layers.at(-1)!.values, critic), critic, undecided);
    const values = share.map(v => 2 * v - 1);
    paintField(canvas.current!, { values, cells, most: 1.3, tones: ['fake', 'real'] }, colors);
  }, [anatomy, colors]);
  return (
    <Node
      {...node}
      name="answer"
      label="What the discriminator says at each place: blue looks real to it, orange generated"
    >
      <canvas ref={canvas} />
    </Node>
  );
}
