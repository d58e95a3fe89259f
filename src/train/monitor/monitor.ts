import { History, type HistoryState } from './history.ts';
import type { Measurement } from './probe.ts';
import { Pulse, type PulseState } from './pulse.ts';
import type { Remedy } from './remedies.ts';
import { explained, type SignKind, signs, titles } from './signs/index.ts';
import type { Detector, Severity, Sign, Situation } from './signs/sign.ts';

/** What the monitor says: that a sign has appeared, has got worse, or is gone. */
export interface Finding {
  readonly kind: SignKind;
  readonly change: 'appears' | 'worsens' | 'clears';
  readonly severity: Severity;
  /** Completed steps. */
  readonly step: number;
  /** What was seen, with the numbers. */
  readonly sentence: string;
  /** What helps, and goes with the run's config; nothing without a config, and when the sign is gone. */
  readonly remedies: readonly Remedy[];
}

/** A sign that is seen: said once it was seen often enough. */
interface Seen {
  readonly severity: Severity;
  readonly said: boolean;
  /** Looks that saw it. */
  readonly looks: number;
  readonly since: number;
  /** Step of the last look that still saw it. */
  readonly seen: number;
}

/** Everything of a {@link Monitor}, as JSON: a resumed run goes on to say the same. */
export interface MonitorState {
  readonly history: HistoryState;
  readonly pulse: PulseState;
  readonly measured: readonly Measurement[];
  readonly seen: Readonly<Partial<Record<SignKind, Seen>>>;
}

/** Least steps between two looks at the history; more where its blocks are longer. */
const EVERY = 128;
/** Before that a run has no past to compare with. */
const FIRST = 200;
/** Looks that must see a sign before it is said; what comes of measurements agrees with itself already. */
const LOOKS = 3;
const AT_ONCE: readonly SignKind[] = ['divergence', 'mode-dropping'];
/** What a measurement may tell. */
const OF_MEASUREMENTS: readonly SignKind[] = ['divergence', 'mode-dropping', 'overfitting'];
/** Measurements that are kept. */
const MEASUREMENTS = 16;

export type MonitorOptions = Omit<Situation, 'step' | 'history' | 'pulse' | 'measured'> & {
  /** What helps against a sign in this run. */
  readonly remedies: (kind: SignKind) => readonly Remedy[];
};

/**
 * Watches a run: takes the outputs of every step and the measurements on samples, and says each finding once, until it
 * gets worse or is gone for good. Deterministic; the state goes into checkpoints.
 */
export class Monitor {
  private readonly options: MonitorOptions;
  private readonly history: History;
  private readonly pulse: Pulse;
  private measured: Measurement[];
  private readonly seen: Partial<Record<SignKind, Seen>>;

  constructor(options: MonitorOptions, state?: MonitorState) {
    this.options = options;
    this.history = new History(state?.history);
    this.pulse = new Pulse(state?.pulse);
    this.measured = [...(state?.measured ?? [])];
    this.seen = { ...state?.seen };
  }

  /**
   * Takes step `index` of a call.
   * @param step completed steps, this one included
   */
  add(outputs: Readonly<Record<string, Float32Array>>, index: number, step: number): readonly Finding[] {
    this.history.add(outputs, index);
    const beat = this.pulse.add(outputs, index);
    if (step >= FIRST && step % this.interval === 0) return this.look(step);
    const alarming = beat ? this.pulse.grows : this.pulse.leaps;
    return alarming && !this.isSaid('divergence') ? this.look(step, ['divergence']) : NOTHING;
  }

  /** Takes a measurement on samples. */
  measure(measurement: Measurement): readonly Finding[] {
    this.measured = [...this.measured, measurement].slice(-MEASUREMENTS);
    const young = measurement.step < FIRST || this.history.length === 0;
    return young ? NOTHING : this.look(measurement.step, OF_MEASUREMENTS);
  }

  get state(): MonitorState {
    const { history, pulse, measured, seen } = this;
    return { history: history.state, pulse: pulse.state, measured: [...measured], seen: { ...seen } };
  }

  private get interval(): number {
    return Math.max(EVERY, 4 * this.history.width);
  }

  private look(step: number, kinds: readonly SignKind[] = KINDS): readonly Finding[] {
    const { history, pulse, measured } = this;
    const situation: Situation = { ...this.options, step, history, pulse, measured };
    return kinds.flatMap(kind => {
      if (this.hidden(kind)) return [];
      const sign = (signs[kind] as Detector)(situation, this.isSaid(kind));
      return sign ? this.see(kind, sign, step) : this.miss(kind, step);
    });
  }

  private hidden(kind: SignKind): boolean {
    return (explained[kind] ?? []).some(by => this.isSaid(by));
  }

  private isSaid(kind: SignKind): boolean {
    return this.seen[kind]?.said === true;
  }

  private see(kind: SignKind, { severity, sentence }: Sign, step: number): Finding[] {
    const before = this.seen[kind];
    const looks = (before?.looks ?? 0) + 1;
    const said = looks >= LOOKS || AT_ONCE.includes(kind);
    const worse = before?.said === true && before.severity === 'warning' && severity === 'serious';
    const kept = before?.said && !worse ? before.severity : severity;
    this.seen[kind] = { severity: kept, said, looks, since: before?.since ?? step, seen: step };
    if (!said || (before?.said && !worse)) return [];
    const change = worse ? 'worsens' : 'appears';
    return [{ kind, change, severity, step, sentence, remedies: this.options.remedies(kind) }];
  }

  /** What was not said is forgotten; what was is gone when it was not seen for a tenth of the run so far. */
  private miss(kind: SignKind, step: number): Finding[] {
    const { [kind]: before } = this.seen;
    if (!before || (before.said && step - before.seen < Math.max(2 * this.interval, step / 10))) return [];
    delete this.seen[kind];
    if (!before.said) return [];
    const sentence = `${titles[kind]}: not seen since step ${before.seen}, after ${before.seen - before.since} steps`;
    return [{ kind, change: 'clears', severity: before.severity, step, sentence, remedies: [] }];
  }
}

/** Of everything said, what has not cleared: the newest finding of each kind. */
export function openFindings(findings: readonly Finding[]): Finding[] {
  const newest = new Map(findings.map(finding => [finding.kind, finding]));
  return [...newest.values()].filter(({ change }) => change !== 'clears');
}

const KINDS = Object.keys(signs) as readonly SignKind[];
const NOTHING: readonly Finding[] = [];
