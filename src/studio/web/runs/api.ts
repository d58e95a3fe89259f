import type { Measured } from '../../../train/calibration.ts';
import type {
  Accepted,
  Failure,
  RowsMessage,
  RunDetail,
  RunLine,
  Schema,
  StartCommand,
  Started,
} from '../../protocol.ts';

/** What the server refused, in its sentence. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const AWAY = 'The server does not answer; start it again with: npx saddle studio';
/** As on a static host. */
const NONE = 'Runs need the server of the studio: start it with: npx saddle studio';

async function json<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(path, init).catch(() => {
    throw new Error(AWAY);
  });
  const type = answer.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) throw new Error(NONE);
  const value: unknown = await answer.json();
  if (!answer.ok) throw new Refusal(answer.status, (value as Failure).error);
  return value as T;
}

const runPath = (id: string, part = '') => `api/runs/${encodeURIComponent(id)}${part}`;

export const getRuns = () => json<RunLine[]>('api/runs');
export const getRun = (id: string) => json<RunDetail>(runPath(id));
export const getSchema = () => json<Schema>('api/schema');
export const getRows = (id: string, after: string) =>
  json<RowsMessage>(runPath(id, `/rows?after=${encodeURIComponent(after)}`));

/** How near the samples of a run were to its data, with each picture. */
export async function getMetrics(id: string): Promise<readonly Measured[]> {
  const answer = await fetch(fileUrl(id, 'metrics.jsonl')).catch(() => {
    throw new Error(AWAY);
  });
  if (!answer.ok) return [];
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as Measured);
}

export const fileUrl = (id: string, name: string) => runPath(id, `/files/${encodeURIComponent(name)}`);
export const eventsUrl = (id: string, after: string) =>
  runPath(id, `/events?after=${encodeURIComponent(after)}`);

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
