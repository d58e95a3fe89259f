import { UserError } from '../../util/error.ts';

const PREFIX = 'hf:';
const PART = /^\w(?:[\w.-]*\w)?$/;
/** Most characters of a name on the Hub. */
const LONGEST = 96;

/**
 * The name of a model on the Hub, `user/name` of `hf:user/name`.
 * @throws UserError where a text is none
 * @see https://github.com/huggingface/huggingface_hub, `validate_repo_id`
 */
export function hubName(where: string, text: string): string {
  const name = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const parts = name.split('/');
  const good = parts.every(part => PART.test(part) && !/--|\.\.|\.git$/.test(part));
  if (parts.length === 2 && good && name.length <= LONGEST) return name;
  throw new UserError(
    `${where}: expected a model on the Hub such as hf:user/name, of letters, digits, '-', '_' and '.', got '${text}'`,
  );
}

/** A branch, a tag or a commit. @throws UserError where git would take no such name */
export function revisionOf(text: string): string {
  const good = /^[\w][\w./-]{0,199}$/.test(text) && !/\.\.|\/\/|[./]$|\.lock$/.test(text);
  if (good) return text;
  throw new UserError(`--revision: expected a branch, a tag or a commit, got '${text}'`);
}
