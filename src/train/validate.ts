import { objective } from '../gan/objectives/index.ts';
import { UserError } from '../util/error.ts';
import type { Config } from './config.ts';

/**
 * Refuses what a config combines that cannot work.
 * @throws UserError with the reason and a remedy
 */
export function validate(config: Config): void {
  checkConditions(config);
  checkOutput(config);
  checkRepeats(config);
  checkRange(config);
  checkPacks(config);
}

/** Pixels that a pretrained network would misread. */
function checkRange({ discriminator, data }: Config): void {
  const range = 'range' in data ? data.range : undefined;
  if (discriminator.family !== 'projected' || range === undefined || range === '[-1, 1]') return;
  throw new UserError(
    `data.range: expected '[-1, 1]' where D is of the family 'projected', whose pretrained network needs it, got '${range}'`,
  );
}

/** Packs of images, whose channels a pretrained network would take for colours. */
function checkPacks({ discriminator, pac }: Config): void {
  if (discriminator.family !== 'projected' || pac === 1) return;
  throw new UserError(
    `pac: expected 1 where D is of the family 'projected', since its pretrained network sees one image, got ${pac}`,
  );
}

/** The condition of one player only. */
function checkConditions({ generator, discriminator }: Config): void {
  const [G, D] = [generator, discriminator].map(({ condition }) => condition !== 'none');
  if (G !== D) {
    const missing = G ? 'discriminator' : 'generator';
    throw new UserError(
      `${missing}.condition: expected a condition in both networks or in none, got 'none' beside '${G ? generator.condition : discriminator.condition}'; set it to ${G ? "'projection'" : "'concat'"}`,
    );
  }
}

/** A bounded result of D under an objective that needs any number, or that applies the sigmoid itself. */
function checkOutput({ discriminator, objective: chosen }: Config): void {
  if (discriminator.family !== 'mlp') return;
  const { outputActivation } = discriminator;
  const refuse = (reason: string) => {
    throw new UserError(
      `discriminator.outputActivation: expected 'linear' under the objective '${chosen.kind}', got '${outputActivation}': ${reason}`,
    );
  };
  if (chosen.kind === 'wasserstein' && ['sigmoid', 'tanh'].includes(outputActivation)) {
    refuse(
      "a critic's results are any numbers; bounded ones cap the distance that it measures (arXiv 1701.07875)",
    );
  }
  if (outputActivation !== 'sigmoid' || chosen.kind === 'lsgan') return;
  refuse(
    objective(chosen).critic
      ? 'its D says any number, such as −1 of what is generated; only the codes of lsgan can lie between 0 and 1'
      : 'it applies the sigmoid to the logit itself, and σ(σ(s)) can only say 0.50 to 0.73',
  );
}

/** A penalty or an augmentation that is listed twice. */
function checkRepeats({ penalties, augment }: Config): void {
  const twice = repeated(penalties);
  if (twice !== undefined) {
    throw new UserError(
      `penalties: expected each penalty once, got '${twice}' twice; write it once with the sum of the weights`,
    );
  }
  const again = repeated(augment);
  if (again !== undefined) {
    throw new UserError(`augment: expected each kind once, got '${again}' twice; write it once`);
  }
}

function repeated(chosen: readonly { readonly kind: string }[]): string | undefined {
  const names = chosen.map(({ kind }) => kind);
  return names.find((name, i) => names.indexOf(name) !== i);
}
