import type { Dataset } from '../data/dataset.ts';
import { batchSize, type Gan } from '../gan/gan.ts';
import { encodeScan } from '../graph/onnx/encode.ts';
import { nameOf } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Json } from '../run/store.ts';
import { sha256, sha256Text } from '../util/sha256.ts';
import { buildGan, type DataShape } from './build.ts';
import type { Config } from './config.ts';
import type { OwnKind } from './own.ts';
import { type Machine, type Plan, planOf, readPlan } from './plan.ts';
import type { Pretrained } from './pretrained.ts';

/** What a run trains and how it goes; where a config described the networks, that config. */
export interface RunSpec {
  readonly name: string;
  readonly gan: Gan;
  readonly plan: Plan;
  readonly config?: Config;
  /** The content of `config.json`. */
  readonly record: { readonly [key: string]: Json };
}

/** A {@link RunSpec} whose networks a config describes. */
export interface ConfigSpec extends RunSpec {
  readonly config: Config;
}

/** @throws UserError where config and data do not go together */
export function configSpec(config: Config, dataset: DataShape, pretrained?: Pretrained): ConfigSpec {
  const record = config as unknown as RunSpec['record'];
  const gan = buildGan(config, dataset, pretrained);
  return { name: config.recipe, gan, plan: planOf(config), config, record };
}

/**
 * Networks that a config describes, on data that it does not know.
 * @throws UserError as {@link configSpec}
 */
export function ownDataSpec(given: Config, dataset: Dataset, pretrained?: Pretrained): ConfigSpec {
  const config: Config = { ...given, data: { name: dataset.name } };
  const spec = configSpec(config, dataset, pretrained);
  return { ...spec, record: { own: 'data' satisfies OwnKind, ...spec.record } };
}

/** What a caller may say of a run of networks of its own; the rest are defaults. */
export type OwnOptions = Partial<Plan> & {
  /** Default the name of the dataset. */
  readonly name?: string;
};

/**
 * Networks that the caller built.
 * @param where who was given the options, for errors
 * @throws UserError naming an option that does not exist or is not allowed
 */
export function ownSpec(
  where: string,
  gan: Gan,
  dataset: Dataset,
  { name = dataset.name, ...options }: OwnOptions,
  machine?: Machine,
): RunSpec {
  const plan = readPlan(where, options);
  const { generator, discriminator, latent } = gan;
  const record = {
    own: 'gan' satisfies OwnKind,
    name,
    data: { name: dataset.name },
    batch: batchSize(gan),
    latent: { dim: sizeOf(generator.input), distribution: latent.distribution },
    parameters: { generator: generator.size, discriminator: discriminator.size },
    ...plan,
    ...machine,
    program: programDigest(gan),
  };
  return { name, gan, plan, record };
}

/** Steps at which rates that change with time are compared: 0, 1, 2, 4, …, 2²⁰. */
const SAMPLED = [0, ...Array.from({ length: 21 }, (_, i) => 2 ** i)];

/** SHA-256 of what a step computes and what it is fed: equal where two runs would compute the same. */
function programDigest({ step, latent }: Gan): string {
  const feeds = step.feeds.map(({ node, ...feed }) => {
    const given = feed.kind === 'scalar' ? SAMPLED.map(feed.value) : feed;
    return [nameOf(node), given];
  });
  const program = sha256(encodeScan(step.program));
  return sha256Text(JSON.stringify({ program, feeds, latent }));
}
