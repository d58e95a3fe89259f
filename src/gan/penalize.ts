import { add } from '../graph/ops/elementwise.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { type DiscriminatorOutput, logitsOf } from './discriminator.ts';
import type { Feeds } from './feeds.ts';
import { type Game, type Match, passOf } from './game.ts';
import type { Round } from './losses.ts';
import type { Memories } from './memories.ts';
import type { StepOptions } from './options.ts';
import type { DiscriminatorContext, GeneratorContext, Penalty } from './penalties/penalty.ts';
import type { Player } from './player.ts';
import type { Preprocess } from './preprocess.ts';

interface Parts {
  readonly options: StepOptions;
  readonly game: Game;
  readonly feeds: Feeds;
  readonly memories: Memories;
  readonly preprocess: Preprocess;
}

/** How the penalties of one pass are named, and whether they forget what they see. */
interface PassOptions {
  readonly pass: string;
  readonly virtual: boolean;
}

/** The sum of the penalties on each player: each penalty sees a match as a context. */
export class Penalize {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  ofD(D: Player, round: Round, outputs: readonly DiscriminatorOutput[], at: PassOptions): Tensor | undefined {
    return sumOf(outputs.map((_, i) => this.ofMatch(D, round, outputs, i, at)));
  }

  private ofMatch(
    D: Player,
    round: Round,
    outputs: readonly DiscriminatorOutput[],
    match: number,
    { pass, virtual }: PassOptions,
  ): Tensor | undefined {
    const { discriminator } = this.parts.options;
    const network = round.matches[match].discriminator ?? discriminator;
    const { seen, logits, inputGradients } = outputs[match];
    const again = counter(`${passOf(pass, match)}/penalty`);
    // a network that judges two matches is penalised for its parameters once
    const first = round.matches.findIndex(m => (m.discriminator ?? discriminator) === network) === match;
    const own = new Set(network.parameters.map(p => p.name));
    const context: DiscriminatorContext = {
      ...this.common(`${pass}/penalty`, virtual, match),
      trained: D.trained.filter(({ name }) => first && own.has(name)),
      real: seen.real.x,
      fake: seen.fake.x,
      logits,
      inputGradients,
      judge: (x, like = 'real') => {
        return logitsOf({ player: D, network }, { ...seen[like], x }, again()).logits;
      },
      noise: round.minibatch.z,
      generate: noise => {
        const name = again();
        return this.parts.preprocess.packed(this.remake(round, noise, name)[match].fake, name).x;
      },
    };
    return this.sum(penalty => penalty.discriminator?.(context));
  }

  ofG(round: Round, pass: string): Tensor | undefined {
    const again = counter(`${pass}/penalty`);
    const context: GeneratorContext = {
      ...this.common(`${pass}/penalty`, false, 0),
      trained: round.G.trained,
      noise: round.minibatch.z,
      generated: round.matches[0].fake.x,
      generate: noise => this.remake(round, noise, again())[0].fake.x,
    };
    return this.sum(penalty => penalty.generator?.(context));
  }

  /** What G's player makes of other noise, with the same conditions. */
  private remake({ minibatch, G }: Round, noise: Tensor, pass: string): readonly Match[] {
    return this.parts.game.matches({ ...minibatch, z: noise }, G.fork('again').applied(pass));
  }

  private sum(term: (penalty: Penalty) => Tensor | undefined): Tensor | undefined {
    return sumOf((this.parts.options.penalties ?? []).map(term));
  }

  private common(pass: string, virtual: boolean, match: number) {
    const { feeds, memories } = this.parts;
    return {
      random: feeds.randomSource(passOf(pass, match)),
      memory: (name: string, shape: Shape) => memories.get(passOf(name, match), shape, virtual),
    };
  }
}

function sumOf(terms: readonly (Tensor | undefined)[]): Tensor | undefined {
  return terms.reduce((a, b) => (a && b ? add(a, b) : (a ?? b)), undefined);
}

/** Names with a running number. */
function counter(name: string): () => string {
  let count = 0;
  return () => `${name}${++count}`;
}
