import type { AskedAttributes } from '../train/attributes.ts';
import { UserError } from '../util/error.ts';

/**
 * `hair=red,skin=dark`
 * @throws UserError for another text, or an attribute that is there twice
 */
export function parseAttributes(text: string): AskedAttributes {
  const asked = new Map<string, string>();
  for (const part of text.split(',')) {
    const [name, ...rest] = part.split('=').map(word => word.trim());
    const value = rest.join('=');
    if (name === '' || value === '') {
      throw new UserError(
        `--attributes: expected names and values such as hair=red,skin=dark, got '${part.trim()}'; write name=value`,
      );
    }
    if (asked.has(name)) {
      throw new UserError(
        `--attributes: expected each attribute once, got '${name}' twice (${asked.get(name)}, ${value}); leave one out`,
      );
    }
    asked.set(name, value);
  }
  return Object.fromEntries(asked);
}
