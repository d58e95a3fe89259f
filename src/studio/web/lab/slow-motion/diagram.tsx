import { digits } from '../../shell/chart.tsx';
import { KINDS, type Kind, numberOf } from './stages.ts';

type Node = 'x' | 'z' | 'G' | 'Gz' | 'D' | 'LD' | 'LG';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly kind: string;
}

const [WIDTH, HEIGHT] = [60, 40];

const NODES: Readonly<Record<Node, Place>> = {
  x: { x: 250, y: 52, text: 'x', kind: 'real' },
  z: { x: 42, y: 182, text: 'z', kind: 'plain' },
  G: { x: 146, y: 182, text: 'G', kind: 'fake' },
  Gz: { x: 250, y: 182, text: 'G(z)', kind: 'fake' },
  D: { x: 372, y: 117, text: 'D', kind: 'judge' },
  LD: { x: 504, y: 52, text: 'L', kind: 'plain' },
  LG: { x: 504, y: 182, text: 'L', kind: 'plain' },
};

interface Edge {
  readonly path: string;
  readonly during: readonly Kind[];
  /** Whether a gradient comes back along it. */
  readonly back?: boolean;
}

const EDGES: readonly Edge[] = [
  { path: 'M280 56 C320 62 330 80 342 102', during: ['data', 'judge'] },
  { path: 'M72 182 H112', during: ['noise', 'fakes', 'descend'] },
  { path: 'M176 182 H216', during: ['fakes', 'descend'] },
  { path: 'M280 178 C320 172 330 154 342 132', during: ['judge', 'descend'] },
  { path: 'M402 102 C420 84 440 66 470 58', during: ['judge'] },
  { path: 'M402 132 C420 150 440 168 470 176', during: ['descend'] },
  { path: 'M474 42 C430 34 386 52 375 92', during: ['ascend'], back: true },
  { path: 'M474 194 C430 204 388 184 375 142', during: ['descend'], back: true },
  { path: 'M362 138 C346 226 190 246 152 207', during: ['descend'], back: true },
];

const ACTIVE: Readonly<Record<Kind, readonly Node[]>> = {
  data: ['x', 'D'],
  noise: ['z', 'G'],
  fakes: ['z', 'G', 'Gz'],
  judge: ['x', 'Gz', 'D', 'LD'],
  ascend: ['LD', 'D'],
  descend: ['z', 'G', 'Gz', 'D', 'LG'],
};

/** Where the number of a stage stands. */
const BADGES: Readonly<Record<Kind, readonly [x: number, y: number]>> = {
  data: [306, 50],
  noise: [42, 146],
  fakes: [198, 164],
  judge: [372, 84],
  ascend: [440, 26],
  descend: [440, 210],
};

export interface DiagramProps {
  readonly kind: Kind;
  readonly title: string;
  /** What is known by now. */
  readonly lossD?: number;
  readonly lossG?: number;
}

/** How data flow through the game; what belongs to the stage is marked, and moves for a moment. */
export function Diagram({ kind, title, lossD, lossG }: DiagramProps) {
  const value = (loss: number | undefined) => (loss === undefined ? '' : ` = ${digits(loss)}`);
  return (
    <svg
      key={kind}
      class="flow-diagram"
      viewBox="0 0 560 250"
      role="img"
      aria-label={`Data flow, stage ${numberOf(kind)}: ${title}`}
    >
      <defs>
        <marker
          id="flow-tip"
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" fill="context-stroke" />
        </marker>
      </defs>
      {EDGES.map(({ path, during, back }) => (
        <path
          key={path}
          d={path}
          class={`edge${back ? ' back' : ''}${during.includes(kind) ? ' active' : ''}`}
          marker-end="url(#flow-tip)"
        />
      ))}
      {Object.entries(NODES).map(([name, { x, y, text, kind: role }]) => (
        <g key={name} class={`node ${role}${ACTIVE[kind].includes(name as Node) ? ' active' : ''}`}>
          <rect x={x - WIDTH / 2} y={y - HEIGHT / 2} width={WIDTH} height={HEIGHT} rx="6" />
          <text x={x} y={y + 5}>
            {text}
            {name === 'LD' || name === 'LG' ? (
              <tspan class="sub" dy="4">
                {name[1]}
              </tspan>
            ) : null}
          </text>
        </g>
      ))}
      <text class="value" x={504} y={94}>
        {value(lossD)}
      </text>
      <text class="value" x={504} y={224}>
        {value(lossG)}
      </text>
      {KINDS.map(name => (
        <g key={name} class={`badge${name === kind ? ' active' : ''}`}>
          <circle cx={BADGES[name][0]} cy={BADGES[name][1]} r="11" />
          <text x={BADGES[name][0]} y={BADGES[name][1] + 6}>
            {numberOf(name)}
          </text>
        </g>
      ))}
    </svg>
  );
}
