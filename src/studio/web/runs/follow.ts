import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { StatsRow } from '../../../run/store.ts';
import type { Measured } from '../../../train/measure.ts';
import type { Evaluations, RowsMessage, RunDetail, RunLine } from '../../protocol.ts';
import { messageOf } from '../shell/error-box.tsx';
import {
  askEvents,
  eventsUrl,
  getEvaluations,
  getMetrics,
  getRows,
  getRun,
  getRuns,
  Refusal,
} from './api.ts';
import { applied } from './rows.ts';

/** `live`: what is shown is how it is; `lost`: the connection is being made again; `gone`: there is no such run now. */
type Connection = 'opening' | 'live' | 'lost' | 'gone';

/** A run and its log, kept up to date. */
export interface Followed {
  readonly run: Signal<RunDetail | undefined>;
  readonly rows: Signal<readonly StatsRow[]>;
  readonly measured: Signal<readonly Measured[]>;
  readonly evaluated: Signal<Evaluations>;
  readonly connection: Signal<Connection>;
  /** Why there is nothing to show. */
  readonly fault: Signal<string | undefined>;
}

/** Follows a run by its events while the page shows it. */
export function useRun(id: string): Followed {
  const followed = useMemo(newFollowed, [id]);
  useEffect(() => follow(id, followed), [id]);
  return followed;
}

function newFollowed(): Followed {
  return {
    run: signal<RunDetail>(),
    rows: signal<readonly StatsRow[]>([]),
    measured: signal<readonly Measured[]>([]),
    evaluated: signal<Evaluations>([]),
    connection: signal<Connection>('opening'),
    fault: signal<string>(),
  };
}

const AGAIN_MS = 1500;

/** A browser gives up an event source whose server was away for a moment; this does not. */
function follow(id: string, followed: Followed): () => void {
  const { rows, connection, fault } = followed;
  let [last, ended]: [string, boolean] = ['', false];
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(eventsUrl(id, last));
    source.onopen = () => {
      connection.value = 'live';
      fault.value = undefined;
    };
    source.addEventListener('rows', event => {
      rows.value = applied(rows.peek(), JSON.parse(event.data) as RowsMessage);
      last = event.lastEventId;
    });
    source.addEventListener('run', event => {
      void see(followed, JSON.parse(event.data));
    });
    source.onerror = () => {
      source?.close();
      if (!ended) void retry();
    };
  };
  const retry = async () => {
    connection.value = 'lost';
    let wait = AGAIN_MS;
    try {
      await askEvents(id, last);
    } catch (error) {
      if (ended) return;
      lose(followed, error);
      if (error instanceof Refusal) wait = error.againMs ?? wait;
    }
    if (!ended) timer = setTimeout(open, wait);
  };
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    source?.close();
  };
}

/** Takes what is known of a run now, with its metrics and evaluations where these are other ones. */
async function see({ run, measured, evaluated }: Followed, now: RunDetail): Promise<void> {
  const { metrics = 0, evaluations = '' } = run.peek() ?? {};
  run.value = now;
  if (now.metrics !== metrics) measured.value = await getMetrics(now.id).catch(() => measured.peek()); // with the next picture then
  if (now.evaluations !== evaluations)
    evaluated.value = await getEvaluations(now.id).catch(() => evaluated.peek()); // with the next evaluation then
}

function lose({ connection, fault }: Followed, error: unknown): void {
  connection.value = error instanceof Refusal && error.status === 404 ? 'gone' : 'lost';
  fault.value = messageOf(error);
}

const LIST_MS = 2000;

/** Calls again and again while the page can be seen. */
function useRepeated(task: () => Promise<unknown>, ms: number, key: string): void {
  useEffect(() => {
    let [ended, busy] = [false, false];
    const look = async () => {
      if (busy || document.hidden) return;
      busy = true;
      await task();
      busy = false;
    };
    const looked = () => {
      if (!ended) void look();
    };
    void look();
    const timer = setInterval(looked, ms);
    document.addEventListener('visibilitychange', looked);
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', looked);
    };
  }, [key]);
}

export interface RunList {
  readonly runs: Signal<readonly RunLine[] | undefined>;
  readonly fault: Signal<string | undefined>;
  /** Looks at once. */
  readonly look: () => Promise<void>;
}

/** The runs of the server, looked at every two seconds. */
export function useRuns(): RunList {
  const list = useMemo(() => {
    const runs = signal<readonly RunLine[]>();
    const fault = signal<string>();
    const look = () =>
      getRuns().then(
        found => {
          fault.value = undefined;
          if (JSON.stringify(found) !== JSON.stringify(runs.peek())) runs.value = found;
        },
        error => {
          fault.value = messageOf(error);
        },
      );
    return { runs, fault, look };
  }, []);
  useRepeated(list.look, LIST_MS, 'runs');
  return list;
}

/** Several runs and their logs by polling: a browser keeps only six connections to one server. */
export function useSeveral(ids: readonly string[]): readonly Followed[] {
  const key = ids.join('/');
  const all = useMemo(() => ids.map(newFollowed), [key]);
  const last = useMemo(() => new Map<string, string>(), [key]);
  useRepeated(() => Promise.all(ids.map((id, i) => catchUp(id, all[i], last))), LIST_MS, key);
  return all;
}

async function catchUp(id: string, followed: Followed, last: Map<string, string>): Promise<void> {
  try {
    await see(followed, await getRun(id));
    for (;;) {
      const message = await getRows(id, last.get(id) ?? '');
      last.set(id, message.id);
      if (message.rows.length === 0 && message.keep === undefined) break;
      followed.rows.value = applied(followed.rows.peek(), message);
    }
    followed.fault.value = undefined;
    followed.connection.value = 'live';
  } catch (error) {
    lose(followed, error);
  }
}
