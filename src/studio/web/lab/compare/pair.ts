import { batch, computed, effect, signal } from '@preact/signals';
import { filesOfRun } from '../../history/open.ts';
import { isEmbed } from '../../shell/embed.ts';
import { note, noted } from '../../shell/entry.ts';
import { replaceQuery, route } from '../../shell/route.ts';
import { mode } from '../mode.ts';
import { Lab } from '../store.ts';
import { View } from '../view.ts';
import { pairQueryOf, setupOfB, splitQuery } from './address.ts';
import { lockstep } from './lockstep.ts';

export type Side = 'a' | 'b';

/** The lab's run A, and a run B that is compared with it while there is one. */
export class Pair {
  readonly view = new View();
  readonly a: Lab;
  private readonly second = signal<Lab | undefined>(undefined);
  private readonly side = signal<Side>('a');
  private release = () => {};

  /** The run whose settings the panel shows. */
  readonly edited = computed(() => (this.side.value === 'b' && this.second.value) || this.a);

  /** Whether only what a first visit needs is shown. */
  readonly simple = computed(() => mode.value === 'simple' && !this.second.value);

  private readonly forget: () => void;

  constructor() {
    this.view.restore(noted('view'));
    this.a = this.open('a');
    this.forget = effect(() => note('view', this.view.look.value));
  }

  get b(): Lab | undefined {
    return this.second.value;
  }

  /** Takes the setups of the address. */
  async start(): Promise<void> {
    const query = splitQuery(route.peek().query);
    const run = query.a.get('run');
    query.a.delete('run');
    if (run) await this.a.tryLoad(filesOfRun(run));
    if (!run || this.a.unopened.peek()) await this.a.open(query.a);
    if (this.a.closed) return;
    if (query.b && isEmbed(route.peek()))
      this.a.note.value = 'Of two runs that are compared, this is A alone.';
    else if (query.b) await this.compare(query.b);
    else if (this.simple.peek() && !run) this.a.move();
  }

  edit(side: Side): void {
    this.side.value = side;
  }

  /**
   * Puts a second run beside the first, and begins both anew.
   * @param query the values in which B differs; default none
   */
  async compare(query = new URLSearchParams()): Promise<void> {
    this.a.client.pause();
    const b = this.open('b');
    batch(() => {
      this.second.value = b;
      this.side.value = 'b';
    });
    this.release = lockstep(this.a.client, b.client);
    const copy = this.a.setup.peek();
    if (await b.copy(setupOfB(copy, query))) return;
    const refused = b.refusal.peek()?.message;
    await b.copy(copy);
    if (refused) b.note.value = `B is a copy of A, since the link’s values for it do not work: ${refused}.`;
  }

  /** Goes on with A alone. */
  end(): void {
    this.release();
    const b = this.second.peek();
    batch(() => {
      this.second.value = undefined;
      this.side.value = 'a';
    });
    b?.dispose();
    this.write();
  }

  run(): void {
    for (const { client } of this.labs) client.run();
  }

  pause(): void {
    for (const { client } of this.labs) client.pause();
  }

  /** Runs what is paused, pauses what runs. */
  toggle(): void {
    const { value: status } = this.a.client.signals.status;
    if (status === 'running') this.pause();
    else if (status === 'paused') this.run();
  }

  /** Begins anew, and runs. */
  again(): void {
    this.reset();
    this.a.move();
  }

  /** So many steps from where the further one is. */
  step(count: number): void {
    if (!this.second.peek()) {
      this.a.client.step(count);
      return;
    }
    const goal = Math.max(...this.labs.map(({ client }) => client.signals.step.peek())) + count;
    for (const { client } of this.labs) client.reach(goal);
  }

  reset(): void {
    for (const lab of this.labs) lab.reset();
  }

  dispose(): void {
    this.forget();
    this.release();
    for (const lab of this.labs) lab.dispose();
  }

  private get labs(): readonly Lab[] {
    const b = this.second.peek();
    return b ? [this.a, b] : [this.a];
  }

  private open(side: Side): Lab {
    const kept = side === 'a';
    return new Lab({ view: this.view, keep: () => this.write(), began: () => this.follow(side), kept });
  }

  private write(): void {
    replaceQuery(pairQueryOf(this.a.setup.peek(), this.second.peek()?.setup.peek()));
  }

  /** Where one began anew, so does the other. */
  private follow(side: Side): void {
    const other = side === 'a' ? this.second.peek() : this.a;
    if (!other) return;
    const { step, status } = other.client.signals;
    if (step.peek() > 0) other.reset(status.peek() === 'running');
  }
}
