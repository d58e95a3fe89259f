import { textOf as choiceText, sortAt } from '../../../train/shorthand.ts';

/** Every value of a config by its path, as text: `generator.hidden` → `64, 64`. */
export function flat(value: unknown, path = ''): Map<string, string> {
  if (sortAt(path)) return new Map([[path, choiceText(value, path)]]);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const parts = Object.entries(value).flatMap(([key, part]) => [
      ...flat(part, path === '' ? key : `${path}.${key}`),
    ]);
    return new Map(parts);
  }
  return new Map([[path, textOf(value)]]);
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.map(textOf);
    return texts.length > 16
      ? `${texts.slice(0, 16).join(', ')}, … (${texts.length})`
      : texts.join(', ') || 'none';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value of several configs; undefined where one has no such value. */
export interface Line {
  readonly path: string;
  readonly values: readonly (string | undefined)[];
  readonly differs: boolean;
}

/** Several configs side by side, in the order of the first that has a value. */
export function sideBySide(configs: readonly unknown[]): Line[] {
  const maps = configs.map(config => flat(config));
  const paths = [...new Set(maps.flatMap(map => [...map.keys()]))];
  return paths.map(path => {
    const values = maps.map(map => map.get(path));
    return { path, values, differs: new Set(values).size > 1 };
  });
}
