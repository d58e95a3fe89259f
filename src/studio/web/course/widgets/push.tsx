import { useState } from 'preact/hooks';
import { logitGradients, normal, sigmoid } from '../../../../theory/index.ts';
import { Figure, Keys, Readings } from './figures.tsx';
import { format } from './format.ts';
import { tex } from './formula.tsx';
import { Arrow, Curve, Handle, Plot } from './plot.tsx';

const data = normal(0, 0.6);
/** A discriminator that has learned to tell what lies right of 2 from the data. */
const SLOPE = -2;
const logit = (x: number) => SLOPE * (x - 2);
/** How long an arrow is for a step of 1. */
const LENGTH = 1.2;

/** A generated sample that is dragged over D's verdict, with the step that each of two losses gives it. */
export function Push() {
  const [x, setX] = useState(5);
  const s = logit(x);
  const { saturating, nonSaturating } = logitGradients(s);
  const steps = { fake: -SLOPE * saturating, accent: -SLOPE * nonSaturating };
  return (
    <Figure
      controls={
        <Readings
          rows={[
            { key: 'verdict', name: tex`D(x)`, value: format(sigmoid(s), 4), kind: 'optimum' },
            { key: 'old-step', name: 'step by log(1 − D)', value: format(steps.fake, 4), kind: 'fake' },
            { key: 'new-step', name: 'step by −log D', value: format(steps.accent, 4), kind: 'accent' },
          ]}
        />
      }
      caption="Drag the sample towards the data, and the orange arrow comes back. Far away, where the sample needs it most, there is none."
    >
      <Keys
        of={[
          ['real', 'data'],
          ['optimum', 'D: how real a place looks'],
          ['fake', 'what log(1 − D) teaches the sample'],
          ['accent', 'what −log D teaches it'],
        ]}
      />
      <Plot x={[-2, 8]} y={[-0.3, 1.05]} label="A sample, and which way two losses push it" xLabel="x">
        <Curve f={data.density} kind="real" fill={0} />
        <Curve f={at => sigmoid(logit(at))} kind="optimum" />
        <Arrow from={[x, -0.1]} to={[x + LENGTH * steps.fake, -0.1]} kind="fake" />
        <Arrow from={[x, -0.2]} to={[x + LENGTH * steps.accent, -0.2]} kind="accent" />
        <Handle x={x} y={0} step={0.1} kind="fake" label="Generated sample" onMove={setX} />
      </Plot>
    </Figure>
  );
}
