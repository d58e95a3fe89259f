import { z } from 'zod';
import {
  type ChoiceOptions,
  type Choices,
  type Chosen,
  createChoice,
  NONE,
  type Parameter,
  valueSentence,
} from './choice.ts';

/** What the schemas of a config's parts are made of; each part has its schema beside its builder. */

/** Keys of a registry, as the choices of an enum. */
export function keys<T extends object>(registry: T) {
  return Object.keys(registry) as [keyof T & string, ...(keyof T & string)[]];
}

export const count = z.int().min(1);
export const units = z.array(count).max(32);
export const share = z.number().min(0).max(1);
export const fraction = z.number().min(0).lt(1);
export const rate = z.number().positive();

const decay = (end: z.ZodNumber) =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.enum(['linear', 'cosine']),
      from: end,
      to: end,
      steps: z.int().min(0).default(0).describe('training steps from `from` to `to`; 0: the whole run'),
    }),
    z.strictObject({ kind: z.literal('exponential'), from: end, to: end, factor: share }),
  ]);

/** A number, or a schedule whose ends are in the range of `end`. */
export const schedule = (number: z.ZodNumber, end = number) =>
  z.union([number, decay(end)]).meta({ field: 'schedule' });

/**
 * One of some choices with its options by name, such as `{ kind: 'r1', weight: 10 }`. A text is short for it at the
 * edges of the program: see `parseChoice`.
 * @param what is chosen, for errors: `penalty`
 */
export function choice<C extends Choices>(what: string, choices: C): z.ZodType<Chosen<C>, ChoiceOptions<C>> {
  const options = Object.entries(choices).map(([kind, { parameters = {}, source }]) => {
    const values = Object.entries(parameters).map(([name, parameter]) => [
      name,
      optionOf(parameter, got => valueSentence(what, kind, name, parameter, source, JSON.stringify(got))),
    ]);
    return z.strictObject({ kind: z.literal(kind), ...Object.fromEntries(values) });
  });
  return z
    .discriminatedUnion('kind', options as never)
    .superRefine((given, context) => {
      try {
        createChoice(what, given as never, choices);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    })
    .meta({ field: 'choice', choices: Object.keys(choices) }) as never;
}

/** The same, or null for none. */
export function optionalChoice<C extends Choices>(
  what: string,
  choices: C,
  standard: ChoiceOptions<C> | null = null,
) {
  const meta = { field: 'choice', choices: [NONE, ...Object.keys(choices)] };
  return choice(what, choices).nullable().prefault(standard).meta(meta);
}

function optionOf(parameter: Parameter, sentence: (got: unknown) => string) {
  const error = (issue: { readonly input?: unknown }) => sentence(issue.input);
  const { meaning } = parameter;
  if ('words' in parameter) {
    return z
      .enum(parameter.words as [string], { error })
      .default(parameter.default)
      .describe(meaning);
  }
  const number = z.number({ error }).min(parameter.min, { error }).max(parameter.max, { error });
  return (parameter.whole ? number.int({ error }) : number).default(parameter.default).describe(meaning);
}
