import { losses } from 'virtual:losses';
import type { VNode } from 'preact';
import type { NoiseLaw } from '../../../../gan/feeds.ts';
import { objectives } from '../../../../gan/objectives/index.ts';
import { at } from '../../../../nn/schedule.ts';
import { overRun } from '../../../../train/build.ts';
import type { Config, OptimizerConfig } from '../../../../train/config.ts';
import type { Choices } from '../../../../util/choice.ts';
import { format } from '../../course/widgets/format.ts';
import { display, tex } from '../../course/widgets/formula.tsx';
import { meanOf } from '../../engine/answers.ts';
import type { Trace } from '../../engine/inspect.ts';
import { digits } from '../../shell/chart.tsx';
import { lengthOf, type Stage, sumOf } from './stages.ts';

interface FormulaProps {
  readonly stage: Stage;
  readonly trace: Trace;
}

/** The formula of a stage with the numbers that the engine computed. */
export function Formula({ stage, trace }: FormulaProps) {
  const { config } = trace;
  const { batch, latent } = config;
  switch (stage.kind) {
    case 'data':
      return display`\real{x_1}, \dots, \real{x_m} \sim p_{\text{data}} \qquad m = ${batch}`;
    case 'noise':
      return NOISE[latent.distribution](latent.dim, batch);
    case 'fakes':
      return display`\fake{G(z_i)} = \fake{G}(z_i;\, \theta_G) \qquad i = 1, \dots, ${batch}`;
    case 'judge':
      return <LossOfD stage={stage} trace={trace} />;
    case 'ascend':
      return <UpdateOf player="discriminator" stage={stage} trace={trace} />;
    case 'descend':
      return (
        <>
          <LossOfG stage={stage} trace={trace} />
          {!stage.move.waits && <UpdateOf player="generator" stage={stage} trace={trace} />}
        </>
      );
  }
}

const NOISE: Readonly<Record<NoiseLaw, (d: number, m: number) => VNode>> = {
  normal: (d, m) => display`z_1, \dots, z_m \sim N(0, 1)^{${d}} \qquad m = ${m}`,
  uniform: (d, m) => display`z_1, \dots, z_m \sim U(-1, 1)^{${d}} \qquad m = ${m}`,
  'uniform-unit': (d, m) => display`z_1, \dots, z_m \sim U(-\sqrt3, \sqrt3)^{${d}} \qquad m = ${m}`,
  'uniform-01': (d, m) => display`z_1, \dots, z_m \sim U(0, 1)^{${d}} \qquad m = ${m}`,
};

function LossOfD({ stage: { move }, trace }: FormulaProps) {
  const { config, penaltiesRest } = trace;
  const { terms, loss } = move;
  const penalty =
    penaltiesRest || move.penalty === undefined ? undefined : config.penaltyEvery * move.penalty;
  const [first, second] = terms.map(meanOf);
  const numbers =
    second === undefined ? [format(loss)] : [format(first), signed(format(second)), format(loss)];
  return (
    <>
      {display(losses[config.objective.kind].discriminator, ...numbers)}
      <Given objective={config.objective} />
      {penalty !== undefined && (
        <p>
          With penalties {tex`R_D`} D descends{' '}
          {tex`L_D + R_D = ${format(loss)} + ${format(penalty)} = ${format(loss + penalty)}`}.
        </p>
      )}
    </>
  );
}

function LossOfG({ stage: { move }, trace: { config } }: FormulaProps) {
  const { terms, loss, penalty } = move;
  const mean = sumOf(terms);
  const whole = Math.abs(mean - loss) <= 1e-4 * Math.max(1, Math.abs(loss));
  return (
    <>
      {display(losses[config.objective.kind].generator, format(mean))}
      <Given objective={config.objective} />
      {!whole && <p>With all that acts on it {tex`L_G = ${format(loss)}`}.</p>}
      {penalty !== undefined && (
        <p>
          With penalties {tex`R_G`} G descends{' '}
          {tex`L_G + R_G = ${format(loss)} + ${format(penalty)} = ${format(loss + penalty)}`}.
        </p>
      )}
    </>
  );
}

/** With its sign, as the second of two terms. */
const signed = (text: string) => (text.startsWith('−') ? text : `+${text}`);

/** The numbers of an objective that takes some. */
function Given({ objective: { kind, ...numbers } }: Pick<Config, 'objective'>) {
  const given = Object.entries((objectives as Choices)[kind].parameters ?? {}).map(
    ([name, { symbol = name }]) =>
      `${symbol} = ${String(numbers[name as keyof typeof numbers]).replace('-', '−')}`,
  );
  return given.length > 0 ? <p class="muted">with {given.join(', ')}</p> : null;
}

interface UpdateProps extends FormulaProps {
  readonly player: 'discriminator' | 'generator';
}

function UpdateOf({ player, stage: { move }, trace }: UpdateProps) {
  const { config, step } = trace;
  const optimizer = config.optimizer[player];
  const { lr } = optimizer;
  const now = (schedule: typeof lr) => at(overRun(schedule, config.steps), step - 1);
  const rate = digits(now(lr));
  const kind = optimizer.kind === 'sgd' && optimizer.momentum !== 0 ? 'momentum' : optimizer.kind;
  const [gradient, change] = [digits(lengthOf(move, 'gradient')), digits(lengthOf(move, 'change'))];
  return (
    <>
      {RULES[kind]}
      <p>
        {tex`\theta`}: the weights of {player === 'generator' ? 'G' : 'D'}, {tex`g = \nabla_{\theta} L`},{' '}
        {tex`\Vert g \Vert = ${gradient}`}, {tex`\eta = ${rate}`}, {tex`\Vert \Delta\theta \Vert = ${change}`}
      </p>
    </>
  );
}

/** How each rule moves the weights; g is the gradient of the player's loss. */
const RULES: Readonly<Record<OptimizerConfig['kind'] | 'momentum', VNode>> = {
  sgd: display`\theta \leftarrow \theta - \eta\, g`,
  momentum: display`v \leftarrow \mu v - \eta\, g, \qquad \theta \leftarrow \theta + v`,
  adam: display`\theta \leftarrow \theta - \eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon} \qquad \hat m, \hat v: \text{averages of } g, g^2`,
  adamw: display`\theta \leftarrow (1 - \eta\lambda)\, \theta - \eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon} \qquad \hat m, \hat v: \text{averages of } g, g^2`,
  'optimistic-adam': display`\theta \leftarrow \theta - 2\eta\, d_t + \eta\, d_{t-1} \qquad d_t = \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}`,
  rmsprop: display`\theta \leftarrow \theta - \eta\, \frac{g}{\sqrt{v} + \varepsilon} \qquad v: \text{average of } g^2`,
};
