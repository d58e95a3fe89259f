import { parseImages } from '../../../data/decoders/idx.ts';
import type { RunFiles } from '../../../run/files.ts';
import { buildGan, type DataShape } from '../../../train/build.ts';
import type { Config } from '../../../train/config.ts';
import type { Condition } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { configOf, type Setup } from '../setup/model.ts';
import { OWN_IMAGES, OWN_LABELS } from './files.ts';
import { setOf } from './sets.ts';

/** The config of a setup. @throws UserError where it cannot be built on its images */
export function checkedConfig(setup: Setup, own: RunFiles): Config {
  const config = configOf(setup);
  buildGan(config, dataShape(config, own));
  return config;
}

/** Stands for the classes of any data: whether networks can be built depends on neither their names nor their number. */
const CLASSES = { kind: 'class', names: ['0', '1'] } as const;

/** The same of attributes. */
const ATTRIBUTES = { kind: 'vector', dim: 2 } as const;

const conditionOf = ({ condition }: Config['data']): Condition =>
  condition === 'attributes' ? ATTRIBUTES : CLASSES;

function dataShape({ data }: Config, own: RunFiles): DataShape {
  const set = setOf(data.name);
  if (!set) throw new UserError(`data: expected images, got ${data.name}; open it in the Lab`);
  if (set.shape) return { shape: set.shape(data), condition: conditionOf(data) };
  const images = own.get(OWN_IMAGES);
  if (images) {
    const { shape } = parseImages(images, OWN_IMAGES);
    return own.has(OWN_LABELS) ? { shape, condition: CLASSES } : { shape };
  }
  throw new UserError('data: expected your own images, got none; choose their files first');
}
