import type { Bounds } from '../../../metrics/bounds.ts';
import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Followed } from '../engine/messages.ts';
import { ARROWS } from '../engine/scene.ts';
import type { Lab } from '../lab/store.ts';
import { digits } from '../shell/chart.tsx';
import { Button } from '../shell/controls.tsx';
import type { Spot } from './layout.ts';

interface FollowProps {
  readonly lab: Lab;
  readonly sample: Followed | undefined;
  /** Whether D's answers are numbers, and not probabilities. */
  readonly critic: boolean;
}

/** Follows one sample from its noise to the gradient that moves it. */
export function Follow({ lab, sample, critic }: FollowProps) {
  const { followed } = lab;
  const { value: index } = followed;
  if (index === undefined)
    return (
      <Button
        onClick={() => {
          followed.value = 0;
        }}
      >
        Follow one sample
      </Button>
    );
  return (
    <section class="followed" aria-label="The sample that is followed">
      {sample && <Way {...sample} critic={critic} />}
      <div class="row">
        <Button
          onClick={() => {
            followed.value = (index + 1) % ARROWS;
          }}
        >
          Another sample
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            followed.value = undefined;
          }}
        >
          Stop following
        </Button>
      </div>
    </section>
  );
}

function Way({ z, x, answer, term, slope, critic }: Followed & { readonly critic: boolean }) {
  return (
    <ol class="way">
      <li>
        <span class="muted">noise</span> z = {tuple(z)}
      </li>
      <li>
        <span class="muted">generated</span> G(z) = {tuple(x)}
      </li>
      <li>
        <span class="muted">{critic ? 'critic' : 'taken for real'}</span>{' '}
        {critic ? digits(answer) : `${Math.round(100 * answer)} %`}
      </li>
      <li>
        <span class="muted">its part of G’s loss</span> {digits(term)}
      </li>
      <li>
        <span class="muted">pulled by the gradient along</span> {tuple(slope)}
        <span class="muted">, length</span> {digits(Math.hypot(...slope))}
      </li>
    </ol>
  );
}

const SHOWN = 3;

function tuple(values: Float32Array): string {
  const parts = [...values.subarray(0, SHOWN)].map(v => v.toFixed(2).replace('-', '−'));
  return `(${[...parts, ...(values.length > SHOWN ? ['…'] : [])].join(', ')})`;
}

/** Where the sample lies in the pictures of each network, as shares from the left and from the top. */
export function marksOf(followed: Followed | undefined, anatomy: Anatomy) {
  if (!followed) return {};
  return {
    generator: within(followed.z, anatomy.generator.domain),
    discriminator: within(followed.x, anatomy.discriminator.domain),
  };
}

/** Nothing outside the picture. */
function within(values: Float32Array, { x, y }: Bounds): Spot | undefined {
  const share = (v: number, [low, high]: readonly [number, number]) => (v - low) / (high - low);
  const left = share(values[0], x);
  const top = y ? 1 - share(values[1], y) : 0.5;
  return Math.min(left, top) >= 0 && Math.max(left, top) <= 1 ? [left, top] : undefined;
}
