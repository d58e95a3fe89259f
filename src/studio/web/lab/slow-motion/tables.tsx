import { format } from '../../course/widgets/format.ts';
import { answersOf, meanOf } from '../../engine/answers.ts';
import type { Trace } from '../../engine/inspect.ts';
import { digits } from '../../shell/chart.tsx';
import type { Stage } from './stages.ts';

/** Samples that a table shows, of each kind. */
const ROWS = 4;

interface TableProps {
  readonly stage: Stage;
  readonly trace: Trace;
}

/** A column: its head, and the text of a sample; `mean` of all samples, where there is one. */
interface Column {
  readonly head: string;
  readonly of: (i: number) => string;
  readonly mean?: string;
}

/** The first samples of a stage in numbers. */
export function Samples({ stage, trace }: TableProps) {
  const { config } = trace;
  const columns = columnsOf(stage, trace);
  if (columns.length === 0) return null;
  const count = Math.min(ROWS, config.batch / config.pac);
  const rest = config.batch / config.pac - count;
  return (
    <table class="slow-table">
      <thead>
        <tr>
          <th scope="col">i</th>
          {columns.map(({ head }) => (
            <th scope="col" key={head}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: count }, (_, i) => (
          <tr key={i}>
            <th scope="row">{i + 1}</th>
            {columns.map(({ head, of }) => (
              <td key={head}>{of(i)}</td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        {rest > 0 && (
          <tr>
            <td colSpan={columns.length + 1} class="muted">
              and {rest} more
            </td>
          </tr>
        )}
        {columns.some(({ mean }) => mean) && (
          <tr>
            <th scope="row">mean</th>
            {columns.map(({ head, mean }) => (
              <td key={head} data-mean={head}>
                {mean}
              </td>
            ))}
          </tr>
        )}
      </tfoot>
    </table>
  );
}

function columnsOf({ kind, move }: Stage, { critic, config }: Trace): Column[] {
  const { batch, latent, pac } = config;
  const points = (head: string, values: Float32Array): Column => {
    const d = values.length / batch;
    return { head, of: i => tuple(values.subarray(i * d, (i + 1) * d)) };
  };
  const numbers = (head: string, values: Float32Array): Column => ({
    head,
    of: i => format(values[i]),
    mean: format(meanOf(values)),
  });
  const said = (what: string, logits: Float32Array) =>
    numbers(pac > 1 ? `D of ${pac} ${what}` : `D(${what})`, answersOf(logits, critic));
  const [real, fake] = move.terms;
  switch (kind) {
    case 'data':
      return [points('x', move.x)];
    case 'noise':
      return [points(latent.dim > SHOWN_NUMBERS ? 'z, its first numbers' : 'z', move.z)];
    case 'fakes':
      return [points('z', move.z), points('G(z)', move.generated)];
    case 'judge':
      return [
        said('x', move.logits.real),
        numbers(fake ? 'term of x' : 'term of the pair', real),
        said('G(z)', move.logits.fake),
        ...(fake ? [numbers('term of G(z)', fake)] : []),
      ];
    case 'ascend':
      return [];
    case 'descend':
      return [
        said('G(z)', move.logits.fake),
        numbers('term', real),
        ...(pac === 1
          ? [
              points(
                '−m ∂L/∂G(z)',
                move.sampleGradients!.map(v => -v),
              ),
            ]
          : []),
      ];
  }
}

const SHOWN_NUMBERS = 3;

function tuple(values: Float32Array): string {
  const shown = [...values.subarray(0, SHOWN_NUMBERS)].map(v => format(v, 3));
  const text = [...shown, ...(values.length > SHOWN_NUMBERS ? ['…'] : [])].join(', ');
  return values.length === 1 ? text : `(${text})`;
}

/** What a move does to each layer of a player. */
export function Layers({ stage: { move } }: Pick<TableProps, 'stage'>) {
  return (
    <table class="slow-table">
      <thead>
        <tr>
          <th scope="col">layer of {move.player === 'generator' ? 'G' : 'D'}</th>
          <th scope="col">‖gradient‖</th>
          <th scope="col">‖change‖</th>
          <th scope="col">‖weights‖</th>
        </tr>
      </thead>
      <tbody>
        {move.layers.map(({ name, gradient, change, weights }) => (
          <tr key={name} data-layer={name}>
            <th scope="row">{name}</th>
            <td>{digits(gradient)}</td>
            <td>{digits(change)}</td>
            <td>{digits(weights)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
