import { z } from 'zod';
import {
  type ChoiceOptions,
  type ChoiceParameter,
  type Choices,
  type Chosen,
  createChoice,
  numberSentence,
} from './choice.ts';

/** Schemas of a config's parts, as whoever owns a part puts them together. */

/**
 * One of some choices with its numbers by name, such as `{ kind: 'r1', weight: 10 }`. A text is short for it at the
 * edges of the program: see `parseChoice`.
 * @param what is chosen, for errors: `penalty`
 */
export function choice<C extends Choices>(what: string, choices: C): z.ZodType<Chosen<C>, ChoiceOptions<C>> {
  const options = Object.entries(choices).map(([kind, { parameters = {}, source }]) => {
    const numbers = Object.entries(parameters).map(([name, parameter]) => [
      name,
      numberOf(parameter, got => numberSentence(what, kind, name, parameter, source, JSON.stringify(got))),
    ]);
    return z.strictObject({ kind: z.literal(kind), ...Object.fromEntries(numbers) });
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

function numberOf(
  { default: standard, min, max, whole, meaning }: ChoiceParameter,
  sentence: (got: unknown) => string,
) {
  const error = (issue: { readonly input?: unknown }) => sentence(issue.input);
  const number = z.number({ error }).min(min, { error }).max(max, { error });
  return (whole ? number.int({ error }) : number).default(standard).describe(meaning);
}
