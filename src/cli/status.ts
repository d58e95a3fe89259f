import type { PictureProgress } from '../data/pictures/host.ts';
import type { RunEvent, RunSummary } from '../node/run.ts';
import type { Metrics } from '../train/loop.ts';
import type { Finding } from '../train/monitor/monitor.ts';
import { evaluationRows } from '../train/verdict.ts';
import { safe, safeLine } from '../util/text.ts';
import { CLEAR, labelled, print, printJson, type Style, tell, warn } from './terminal.ts';
import { clock, count, decimal, fitText, sizeText } from './text.ts';

/** How progress is told. */
export interface StatusOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Tells a person or a machine what a run does. */
export interface Status {
  see(event: RunEvent): void;
  /** Something beside the run itself, such as that it is about to stop. */
  note(message: string): void;
  end(summary: RunSummary): void;
  /** The run failed; what follows is said elsewhere. */
  leave(): void;
}

export function createStatus({ json = false, quiet = false }: StatusOptions): Status {
  if (json) return new JsonStatus(quiet);
  if (quiet) return new QuietStatus();
  return process.stderr.isTTY ? new LiveStatus() : new PlainStatus();
}

const BRIEF: readonly RunEvent['type'][] = ['open', 'warning', 'diagnosis'];

/** One JSON object a line on stdout. */
class JsonStatus implements Status {
  private readonly quiet: boolean;

  /** @param quiet says only where the run is, and what is wrong */
  constructor(quiet: boolean) {
    this.quiet = quiet;
  }

  leave(): void {}

  see(event: RunEvent): void {
    if (!this.quiet || BRIEF.includes(event.type)) printJson(plain(event));
  }

  note(message: string): void {
    printJson({ type: 'note', message });
  }

  end(summary: RunSummary): void {
    const { spec: _, ...rest } = summary;
    printJson({ type: 'summary', ...rest });
  }
}

/** Without what is large or no data. */
function plain(event: RunEvent): object {
  switch (event.type) {
    case 'open': {
      const { spec, dataset, engine, reason } = event.setup;
      const { name, fingerprint, size } = dataset;
      const data = { name, fingerprint, size: Number.isFinite(size) ? size : null };
      return {
        type: 'open',
        folder: event.folder,
        engine: engine.description,
        reason,
        data,
        config: spec.record,
      };
    }
    case 'start': {
      const { gan, ...rest } = event;
      return {
        ...rest,
        parameters: { generator: gan.generator.size, discriminator: gan.discriminator.size },
      };
    }
    case 'samples':
      return { type: 'samples', step: event.step };
    default:
      return event;
  }
}

/** Only warnings and serious findings, and the folder at the end. */
class QuietStatus implements Status {
  leave(): void {}

  see(event: RunEvent): void {
    if (event.type === 'warning') warn(event.message);
    if (event.type === 'diagnosis' && event.severity === 'serious') tell(diagnosisText(event));
  }

  note(): void {}

  end({ folder }: RunSummary): void {
    print(shown(folder));
  }
}

/** What plain lines and the live line have in common. */
abstract class SpokenStatus implements Status {
  protected steps = 0;
  protected critic = false;
  private picture = '';
  private moved = false;
  private begun = performance.now();

  /** @param label colour of its beginning */
  protected abstract say(line: string, label?: Style): void;
  protected abstract progress(event: RunEvent & { type: 'progress' }): void;
  protected abstract pictures(progress: PictureProgress): void;

  see(event: RunEvent): void {
    if (event.type === 'open') this.open(event);
    else if (event.type === 'chosen') for (const line of chosenLines(event.reasons)) this.say(line, 'dim');
    else if (event.type === 'pictures') this.pictures(event);
    else if (event.type === 'start') this.start(event);
    else if (event.type === 'progress') {
      this.moved = true;
      this.progress(event);
    } else if (event.type === 'warning') this.say(`warning: ${event.message}`, 'yellow');
    else if (event.type === 'fit') this.say(`step ${count(event.step)}: ${fitText(event.figures)}`, 'cyan');
    else if (event.type === 'evaluation') this.say(evaluationLine(event), 'cyan');
    else if (event.type === 'diagnosis')
      this.say(diagnosisText(event), event.severity === 'serious' ? 'red' : 'yellow');
    else if (event.type === 'file' && event.name.startsWith('fakes')) this.picture = event.name;
  }

  note(message: string): void {
    this.say(message);
  }

  leave(): void {}

  end({ folder, step, finished, spec, metrics }: RunSummary): void {
    const took = clock((performance.now() - this.begun) / 1000);
    if (finished && !this.moved) {
      this.say(`all ${count(step)} steps are done already; --steps makes the run longer`);
    } else if (finished)
      this.say(`done: ${count(step)} steps in ${took}, ${summaryText(metrics, this.critic)}`, 'green');
    else
      this.say(
        `stopped at step ${count(step)} of ${count(spec.plan.steps)}; go on with: saddle resume ${shown(folder)}`,
      );
    print(this.picture ? `${shown(folder)}/${this.picture}` : shown(folder));
  }

  private open({ folder, setup }: RunEvent & { type: 'open' }): void {
    const { spec, dataset, engine, reason } = setup;
    this.steps = spec.plan.steps;
    this.critic = spec.gan.objective.critic === true;
    const amount = Number.isFinite(dataset.size) ? `${count(dataset.size)} samples of ` : '';
    this.say(`recipe  ${spec.name}`, 'dim');
    this.say(`data    ${amount}${dataset.name} [${dataset.shape.join(', ')}]`, 'dim');
    this.say(`device  ${engine.description} (${reason})`, 'dim');
    this.say(`folder  ${shown(folder)}`, 'dim');
  }

  private start({ step, gan, compileMs }: RunEvent & { type: 'start' }): void {
    const { generator: g, discriminator: d } = gan;
    this.say(
      `nets    G ${sizeText(g.size)}, D ${sizeText(d.size)} values; compiled in ${(compileMs / 1000).toFixed(1)} s`,
      'dim',
    );
    if (step > 0) this.say(`resumed at step ${count(step)}`);
    this.begun = performance.now();
  }
}

/** Figures that a line has room for. */
const SAID = 2;

/** `step 2,000: fd2k-digits 66.0 ± 1.2 (real data 1.30 ± 0.10), …; best: step 1,500` */
export function evaluationLine({ step, evaluation, best }: RunEvent & { type: 'evaluation' }): string {
  const rows = evaluationRows(evaluation);
  const chosen = rows.filter(({ protocol }) => protocol === best?.metric);
  const said = [...chosen, ...rows.filter(row => !chosen.includes(row))].slice(0, SAID);
  const figures = said.map(({ protocol, value, real }) => `${protocol} ${value} (real data ${real})`);
  const more = rows.length > SAID ? `, ${rows.length - SAID} more in metric-*.jsonl` : '';
  return `step ${count(step)}: ${figures.join(', ')}${more}${best ? `; best: step ${count(best.step)}` : ''}`;
}

/** `step 1,200: D wins: …; try --penalty r1:1 (docs/cures/r1-r2.md)` */
export function diagnosisText({ step, sentence, remedies }: Finding): string {
  const tries = remedies.map(({ flags, page }) => `${flags} (${page})`);
  const advice = tries.length === 0 ? '' : `; try ${tries.join(' or ')}`;
  return `step ${count(step)}: ${sentence}${advice}`;
}

/** The value of the game; a critic has none, only its loss. */
function summaryText(m: Metrics, critic: boolean): string {
  if (critic) return `loss of D ${decimal(m['lossD'], 3)}`;
  return `V ${decimal(m['value'], 3)} (−log 4 = −1.386)`;
}

export function lossText(m: Metrics, critic: boolean): string {
  const losses = `D ${decimal(m['lossD'], 3)}  G ${decimal(m['lossG'], 3)}`;
  const scores = `D(x) ${decimal(m['scoreReal'], 2)}  D(G(z)) ${decimal(m['scoreFake'], 2)}`;
  return critic ? `${losses}  ${scores}` : `${losses}  ${scores}  ${summaryText(m, critic)}`;
}

/** What was chosen, a line each. */
export const chosenLines = (reasons: readonly string[]): readonly string[] =>
  reasons.map((reason, i) => `${i === 0 ? 'chosen' : '      '}  ${reason}`);

/** `decoding pictures, once: 1,200/60,000  1,500/s  ETA 39 s` */
export function picturesText({ done, total, rate, secondsLeft }: PictureProgress): string {
  return `decoding pictures, once: ${count(done)}/${count(total)}  ${count(Math.round(rate))}/s  ETA ${clock(secondsLeft)}`;
}

const TICK_MS = 5000;

/** A line every few seconds, as StyleGAN's ticks. */
class PlainStatus extends SpokenStatus {
  private tick = 0;
  private next = 0;

  protected say(line: string, label?: Style): void {
    process.stderr.write(`${sayable(line, label)}\n`);
  }

  protected progress({
    step,
    images,
    imagesPerSecond,
    secondsLeft,
    metrics,
  }: RunEvent & { type: 'progress' }) {
    if (performance.now() < this.next && step < this.steps) return;
    this.next = performance.now() + TICK_MS;
    const where = `tick ${this.tick++}  step ${step}/${this.steps}  kimg ${(images / 1000).toFixed(1)}`;
    const speed = `img/s ${Math.round(imagesPerSecond)}  ETA ${clock(secondsLeft)}`;
    tell(`${where}  ${speed}  ${lossText(metrics, this.critic)}`);
  }

  protected pictures(progress: PictureProgress): void {
    if (performance.now() < this.next) return;
    this.next = performance.now() + TICK_MS;
    tell(picturesText(progress));
  }
}

/** One line that is drawn again and again; what is said goes above it. */
class LiveStatus extends SpokenStatus {
  private line = '';

  protected say(line: string, label?: Style): void {
    process.stderr.write(`${CLEAR}${sayable(line, label)}\n${this.line}`);
  }

  protected progress({ step, imagesPerSecond, secondsLeft, metrics }: RunEvent & { type: 'progress' }): void {
    const [where, speed] = [`${count(step)}/${count(this.steps)}`, count(Math.round(imagesPerSecond))];
    const left = clock(secondsLeft);
    const forms = [
      `step ${where}  ${speed} images/s  ETA ${left}  ${lossText(metrics, this.critic)}`,
      `${where}  ${speed}/s  ${left}  ${lossText(metrics, this.critic)}`,
      `${where}  ${speed}/s  ${left}  ${lossText(metrics, this.critic)}`
        .replace(/ \(.*\)$/, '')
        .replace(/ {2}/g, ' '),
    ];
    const width = (process.stderr.columns || 80) - 1;
    this.line = (forms.find(form => form.length <= width) ?? forms[2]).slice(0, Math.max(20, width));
    process.stderr.write(`${CLEAR}${this.line}`);
  }

  protected pictures(progress: PictureProgress): void {
    this.line = progress.done < progress.total ? picturesText(progress) : '';
    process.stderr.write(`${CLEAR}${this.line}`);
  }

  override leave(): void {
    if (this.line !== '') process.stderr.write('\n');
  }

  override end(summary: RunSummary): void {
    this.line = '';
    super.end(summary);
  }
}

/** A line as a terminal may show it. */
function sayable(line: string, label: Style | undefined): string {
  const text = safeLine(line);
  return label === undefined ? safe(text) : labelled(label, text);
}

/** A folder as the user would write it: relative where it is below the working one. */
export function shown(folder: string): string {
  const here = `${process.cwd().replaceAll('\\', '/')}/`;
  return folder.startsWith(here) ? folder.slice(here.length) : folder;
}
