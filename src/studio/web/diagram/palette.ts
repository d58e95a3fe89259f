import { color, rgb } from '../shell/theme.ts';

type Tone = readonly [number, number, number];

/** The colours of the diagram as the theme has them now. */
export interface Palette {
  readonly plus: string;
  readonly minus: string;
  readonly real: string;
  readonly fake: string;
  readonly judge: string;
  readonly muted: string;
  readonly text: string;
  readonly panel: string;
  readonly rgb: Readonly<Record<'plus' | 'minus' | 'panel' | 'real' | 'fake', Tone>>;
}

/** Values and weights above 0 and below; what is real and what is generated keep their own. */
export function palette(): Palette {
  const [plus, minus] = ['accent', 'optimum'] as const;
  return {
    plus: color(plus),
    minus: color(minus),
    real: color('real'),
    fake: color('fake'),
    judge: color('optimum'),
    muted: color('line-strong'),
    text: color('text'),
    panel: color('panel'),
    rgb: {
      plus: rgb(plus),
      minus: rgb(minus),
      panel: rgb('panel'),
      real: rgb('real'),
      fake: rgb('fake'),
    },
  };
}
