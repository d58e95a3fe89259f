import { mul, square, sub } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import { UserError } from '../../util/error.ts';
import { type Objective, separable } from './objective.ts';

const code = (symbol: string, value: number, meaning: string): ChoiceParameter => ({
  symbol,
  default: value,
  min: -Infinity,
  max: Infinity,
  meaning,
});

const halfSquare = (s: Tensor, target: number) => mul(0.5, square(sub(s, target)));

/**
 * Least squares: L_D = ½E(D(x) − b)² + ½E(D(G(z)) − a)², L_G = ½E(D(G(z)) − c)². Optimum D* = (bp + aq)/(p + q).
 * By default c = b: G's gradient then points towards real wherever D < b. The codes −1, 1, 0, which meet the
 * paper's condition b − c = 1, b − a = 2, let G aim at what D cannot tell: there its gradient is 0 at D* = c, and G
 * also leaves the places that it visits too little, where D* > c.
 */
export const lsgan: Choice<Objective, 'fake' | 'real' | 'target'> = {
  summary:
    'D fits the codes a of generated and b of real samples by least squares; G wants c said of its own.',
  source: 'Mao et al., arXiv 1611.04076, equation 2; codes 0, 1, 1 as in equation 9',
  parameters: {
    fake: code('a', 0, 'what D says of generated samples'),
    real: code('b', 1, 'what D says of real samples'),
    target: code('c', 1, 'what G wants D to say'),
  },
  create: ({ fake: a, real: b, target: c }) => {
    if (!(a < b))
      throw new UserError(
        `objective 'lsgan': expected fake < real, so that high means real, got ${a} and ${b}`,
      );
    return separable({
      real: s => halfSquare(s, b),
      fake: s => halfSquare(s, a),
      generator: ({ fake }) => halfSquare(fake, c),
      critic: true,
      undecided: (a + b) / 2,
    });
  },
};
