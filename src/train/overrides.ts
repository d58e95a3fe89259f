import type { PartialConfig } from './config.ts';

/** Every value may be left out, in objects within objects too; lists are given whole. */
type DeepPartial<T> = T extends readonly (infer E)[]
  ? readonly E[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** What a caller wants otherwise than a recipe has it: a misspelt name does not compile. */
export type Overrides = DeepPartial<PartialConfig>;
