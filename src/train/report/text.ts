import type { Config } from '../config.ts';
import { type Difference, differences } from '../difference.ts';
import { type Recipe, recipes } from '../recipes.ts';
import { resolveConfig } from '../resolve.ts';
import type { ReportFacts } from './facts.ts';

const count = (n: number) => n.toLocaleString('en-US');

/** What was measured, in a sentence. */
export function summaryOf({ config, evaluation }: ReportFacts): string {
  const { step, data, samples, seed } = evaluation;
  return `Recipe ${config.recipe} on ${data.name}, after ${count(step)} of ${count(config.steps)} steps. Measured on ${count(samples)} generated samples, seed ${seed}, with Saddle ${evaluation.version}.`;
}

/** What tells a config from that of its recipe. */
export function configRows(config: Config): { sentence: string; rows: readonly Difference[] } {
  if (!Object.hasOwn(recipes, config.recipe)) return { sentence: 'The config is of no recipe.', rows: [] };
  const recipe = (recipes as Record<string, Recipe>)[config.recipe];
  const { device, threads } = config;
  const rows = differences({ ...resolveConfig({ recipe: config.recipe }), device, threads }, config);
  const said = `The recipe ${config.recipe} says of itself: ${recipe.summary}.`.replace('..', '.');
  return {
    sentence: rows.length === 0 ? `${said} All values are its.` : `${said} What differs from it:`,
    rows,
  };
}

/** Commands and what they need, to get the same figures again. */
export function reproduction({ evaluation, command, config }: ReportFacts) {
  const { data, step } = evaluation;
  return {
    commands: ['saddle train --config config.json --out again', command],
    sentences: [
      `Data ${data.name}, fingerprint (SHA-256) ${data.fingerprint}.`,
      `Checkpoint of step ${count(step)}; seed of training ${config.seed}, device ${config.device}, threads ${config.threads}.`,
      'The same machine and versions give the same bits; others the same figures but for rounding.',
    ],
  };
}
