import type { Measured } from '../../../train/measure.ts';
import type {
  Accepted,
  Evaluations,
  Failure,
  RowsMessage,
  RunDetail,
  RunLine,
  Schema,
  Session,
  StartCommand,
  Started,
} from '../../protocol.ts';

/** What the server refused, in its sentence. */
export class Refusal extends Error {
  readonly status: number;
  /** After how many milliseconds to come back, where the server said so. */
  readonly againMs: number | undefined;

  constructor(status: number, message: string, againMs?: number) {
    super(message);
    this.status = status;
    this.againMs = againMs;
  }
}

const AWAY = 'The server does not answer; start it again with: npx saddle studio';
/** As on a static host. */
const NONE = 'Runs need the server of the studio: start it with: npx saddle studio';

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await asked(path, init);
  const type = answer.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) throw new Error(NONE);
  const value: unknown = await answer.json();
  if (!answer.ok) throw refusal(answer, value as Failure);
  return value as T;
}

function asked(path: string, init?: RequestInit): Promise<Response> {
  return fetch(path, init).catch(() => {
    throw new Error(AWAY);
  });
}

function refusal({ status, headers }: Response, { error }: Failure): Refusal {
  const seconds = headers.get('retry-after');
  return new Refusal(status, error, seconds === null ? undefined : 1000 * Number(seconds));
}

const runPath = (id: string, part = '') => `api/runs/${encodeURIComponent(id)}${part}`;

export const getRuns = () => json<RunLine[]>('api/runs');
export const getRun = (id: string) => json<RunDetail>(runPath(id));
export const getEvaluations = (id: string) => json<Evaluations>(runPath(id, '/evaluations'));
export const getSession = () => json<Session>('api/session');
export const getSchema = () => json<Schema>('api/schema');
export const getRows = (id: string, after: string) =>
  json<RowsMessage>(runPath(id, `/rows?after=${encodeURIComponent(after)}`));

/** How near the samples of a run were to its data, with each picture. */
export async function getMetrics(id: string): Promise<readonly Measured[]> {
  const answer = await asked(fileUrl(id, 'metrics.jsonl'));
  if (!answer.ok) return [];
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as Measured);
}

export const fileUrl = (id: string, name: string) => runPath(id, `/files/${encodeURIComponent(name)}`);
export const eventsUrl = (id: string, after: string) =>
  runPath(id, `/events?after=${encodeURIComponent(after)}`);

const LONGEST_MS = 10_000;

/**
 * Asks why an event source failed, which does not tell.
 * @throws Refusal, or Error where there is no server; it returns where there would be events now
 */
export async function askEvents(id: string, after: string): Promise<void> {
  const answer = await asked(eventsUrl(id, after), { signal: AbortSignal.timeout(LONGEST_MS) });
  if (answer.ok) return answer.body?.cancel();
  const type = answer.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) throw new Error(NONE);
  throw refusal(answer, await answer.json());
}

const command = <T>(path: string, body: object) =>
  json<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

export const startRun = (wish: StartCommand) => command<Started>('api/runs', wish);
export const pauseRun = (id: string) => command<Accepted>(runPath(id, '/pause'), {});
export const stopRun = (id: string) => command<Accepted>(runPath(id, '/stop'), {});
export const resumeRun = (id: string, steps?: number) =>
  command<Accepted>(runPath(id, '/resume'), steps === undefined ? {} : { steps });
