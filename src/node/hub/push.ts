import type { Files } from '../../train/ship/index.ts';
import { UserError } from '../../util/error.ts';
import { type Access, type Client, hubAccess, hubClient } from './access.ts';
import { isSame } from './oid.ts';
import { type Attempt, asking, statusOf } from './refusal.ts';

/** Where files go. */
export interface PushOptions {
  /** Branch, made where there is none; default `main`. */
  readonly revision?: string;
  /** Whether a new model is seen by its owner alone; default as the owner's account says. */
  readonly private?: boolean;
  /** Default from the usual places: see `hubToken`. */
  readonly token?: string;
  /** Told before files are sent. */
  readonly onSend?: (paths: readonly string[], bytes: number) => void;
}

/** What was pushed. */
export interface Pushed {
  readonly url: string;
  /** Of what was sent; left out where all was there. */
  readonly commit?: string;
  readonly sent: readonly string[];
  /** Files that were there as they are. */
  readonly kept: readonly string[];
}

/** What a push works with. */
interface Work extends PushOptions {
  readonly hub: Client;
  readonly access: Access & { readonly accessToken: string };
  readonly name: string;
}

const repoOf = (name: string) => ({ type: 'model' as const, name });

/**
 * Puts files into a model on the Hub, which is made where there is none, as one commit. Files that are there already are not sent
 * again, so that an interrupted push goes on where it stopped.
 * @param name such as `user/digits`
 * @param files asked for when it is known that there is a token
 * @throws UserError where there is no token or no package, the server refuses, or the connection breaks off
 */
export async function pushFiles(
  name: string,
  files: () => Promise<Files>,
  options: PushOptions = {},
): Promise<Pushed> {
  const hub = await hubClient();
  const { accessToken, hubUrl } = hubAccess(options.token);
  if (accessToken === undefined) {
    throw new UserError(
      'push: expected a token of the Hub, got none; log in by `hf auth login`, or set HF_TOKEN to one that may write',
    );
  }
  const work: Work = { ...options, hub, name, access: { accessToken, hubUrl } };
  const made = await files();
  return asking(attemptOf(work), () => pushed(made, work));
}

function attemptOf({ access, name, revision }: Work): Attempt {
  const again = 'run the same command again, which sends only what is not there yet';
  return { command: 'push', access, name, revision, again };
}

async function pushed(files: Files, work: Work): Promise<Pushed> {
  await makeModel(work);
  await makeBranch(work);
  const there = await remote(work);
  const paths = [...files.keys()];
  const kept = paths.filter(path => isSame(there.get(path), files.get(path)!));
  const sent = paths.filter(path => !kept.includes(path));
  const url = `${work.access.hubUrl}/${work.name}`;
  if (sent.length === 0) return { url, sent, kept };
  const contents = sent.map(path => ({
    path,
    content: new Blob([files.get(path)! as Uint8Array<ArrayBuffer>]),
  }));
  work.onSend?.(
    sent,
    contents.reduce((sum, { content }) => sum + content.size, 0),
  );
  const output = await work.hub.uploadFiles({
    ...{ ...work.access, repo: repoOf(work.name), branch: work.revision ?? 'main', files: contents },
    commitTitle: `Add ${sent.length === 1 ? sent[0] : `${sent.length} files`} by saddle push`,
  });
  return { url, commit: output?.commit.oid, sent, kept };
}

/** A model that is there already is no fault, also of a token that may write into it but not make others. */
async function makeModel(work: Work): Promise<void> {
  const { hub, access, name } = work;
  const visibility = work.private === undefined ? undefined : work.private ? 'private' : 'public';
  try {
    await hub.createRepo({ ...access, repo: repoOf(name), visibility });
  } catch (error) {
    const status = statusOf(error);
    if (status !== 409 && status !== 403) throw error;
    if (!(await hub.repoExists({ ...access, repo: repoOf(name) }))) throw error;
    await checkVisibility(work);
  }
}

async function checkVisibility({ hub, access, name, private: wanted }: Work): Promise<void> {
  if (!wanted) return;
  const info = await hub.modelInfo({ ...access, name });
  if (info.private) return;
  throw new UserError(
    `--private: expected a new model or a private one, got hf:${name}, which is public; leave it out, or make it private at ${access.hubUrl}/${name}/settings`,
  );
}

async function makeBranch({ hub, access, name, revision }: Work): Promise<void> {
  if (revision === undefined || revision === 'main') return;
  try {
    await hub.createBranch({ ...access, repo: repoOf(name), branch: revision });
  } catch (error) {
    if (statusOf(error) !== 409) throw error; // it is there
  }
}

/** What is there, by path. */
async function remote({ hub, access, name, revision }: Work) {
  const found = new Map<string, { readonly oid?: string; readonly lfs?: { readonly oid: string } }>();
  const tree = revision && encodeURIComponent(revision); // the client encodes it everywhere but here
  const repo = repoOf(name);
  for await (const entry of hub.listFiles({ ...access, repo, revision: tree, recursive: true })) {
    if (entry.type === 'file') found.set(entry.path, entry);
  }
  return found;
}
