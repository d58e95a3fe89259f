import { useState } from 'preact/hooks';
import { entropy, selfInformation } from '../../../theory/index.ts';
import { Slider } from '../shell/controls.tsx';
import { meanQuestions } from './questions.ts';
import type { Lesson } from './step.ts';
import { Bars } from './widgets/bars.tsx';
import { Choice, Exercise } from './widgets/exercise.tsx';
import { Box, Figure, Readings } from './widgets/figures.tsx';
import { format } from './widgets/format.ts';
import { display, tex } from './widgets/formula.tsx';
import { withEntry } from './widgets/law.ts';
import { Curve, Handle, Mark, Plot } from './widgets/plot.tsx';

const bits = { bits: true } as const;
const coin = (p: number) => entropy([p, 1 - p], bits);

function Surprise() {
  const [p, setP] = useState(0.25);
  const information = selfInformation(p, bits);
  return (
    <>
      <p>
        A surprising event tells more than an expected one. To say which of 8 equally likely outcomes happened
        takes 3 yes-or-no questions, since each halves what is left: {tex`\log_2 8 = 3`}. Any event of
        probability {tex`p`} is measured in the same unit, by {tex`\log_2 (1/p)`}, which need not be a whole
        number.
      </p>
      <Box title="Self-information">
        {display`I(p) = -\log p`}
        <p>
          With {tex`\log_2`} the unit is the bit. With the natural logarithm, which the course writes as a
          plain {tex`\log`}, it is the nat: 1 bit is {tex`\log 2 = 0.6931`} nats. It is 0 for what is certain
          and grows without limit as {tex`p \to 0`}. For independent events it adds up, since their
          probabilities multiply.
        </p>
      </Box>
      <Figure
        controls={
          <>
            <Slider label="probability p" min={0.01} max={1} step={0.01} value={p} onInput={setP} />
            {display`-\log_2 ${format(p, 2)} = ${format(information, 3)} \text{ bits}`}
          </>
        }
      >
        <Plot x={[0, 1]} y={[0, 7]} label="Self-information against probability" xLabel="p" yLabel="bits">
          <Curve f={x => (x > 0 ? selfInformation(x, bits) : Number.NaN)} kind="accent" />
          <Handle
            x={p}
            y={information}
            step={0.01}
            label="Probability"
            onMove={x => setP(Math.max(0.01, x))}
          />
        </Plot>
      </Figure>
      <Exercise
        id="eighth"
        answer={selfInformation(1 / 8, bits)}
        tolerance={0.01}
        unit="bits"
        hint="How many times must you halve 8 outcomes until one is left?"
        why={tex`-\log_2 \tfrac18 = 3`}
      >
        How much does an event of probability 1/8 tell?
      </Exercise>
    </>
  );
}

function Coin() {
  const [p, setP] = useState(0.8);
  return (
    <>
      <p>
        A coin shows heads with probability {tex`p`}. Heads tell {tex`-\log p`}, tails tell{' '}
        {tex`-\log(1 - p)`}; weigh each with how often it comes, and you have what one toss tells on average.
        Slide the coin.
      </p>
      <Figure
        controls={
          <>
            <Readings
              rows={[
                { key: 'heads', name: 'heads tell', value: `${format(selfInformation(p, bits), 3)} bits` },
                {
                  key: 'tails',
                  name: 'tails tell',
                  value: `${format(selfInformation(1 - p, bits), 3)} bits`,
                },
                { key: 'entropy', name: 'on average', value: `${format(coin(p), 3)} bits`, kind: 'accent' },
              ]}
            />
            {display`\begin{aligned} H &= -${format(p, 2)} \log_2 ${format(p, 2)} \\ &\phantom{=} - ${format(1 - p, 2)} \log_2 ${format(1 - p, 2)} \end{aligned}`}
          </>
        }
      >
        <Plot
          x={[0, 1]}
          y={[0, 1.1]}
          label="Entropy of a coin against its probability of heads"
          xLabel="probability of heads p"
          yLabel="H in bits"
        >
          <Curve f={coin} kind="accent" fill={0} />
          <Mark x={p} kind="quiet" />
          <Handle
            x={p}
            y={coin(p)}
            step={0.01}
            label="Probability of heads"
            onMove={x => setP(Math.min(0.999, Math.max(0.001, x)))}
          />
        </Plot>
      </Figure>
      <p>
        A coin that always falls on heads tells nothing. The fair coin tells one bit, the most that two
        outcomes can. Between them the curve is concave: mixing two coins never lowers the uncertainty below
        the mean of theirs.
      </p>
      <Choice
        id="surest-coin"
        options={['a coin with p = 0.9', 'a coin with p = 0.6', 'a coin with p = 0.05']}
        answer={1}
        hint="Which of them is hardest to predict?"
        why={
          <>
            {tex`H`} is largest near ½: {format(coin(0.6), 3)} bits against {format(coin(0.9), 3)} and{' '}
            {format(coin(0.05), 3)}.
          </>
        }
      >
        Which toss tells most?
      </Choice>
    </>
  );
}

const names = ['A', 'B', 'C', 'D'];

function Outcomes() {
  const [law, setLaw] = useState<readonly number[]>([0.5, 0.25, 0.125, 0.125]);
  return (
    <>
      <p>
        Any number of outcomes: outcome {tex`i`} comes with probability {tex`p_i`}, and all of them together
        make 1. Such a list of probabilities is called a <em>law</em>. Weigh again what each outcome tells
        with how often it comes ({tex`\sum_i`} means: add for every outcome {tex`i`}):
      </p>
      <Box title="Entropy">
        {display`H(p) = -\sum_i p_i \log p_i, \qquad 0 \le H(p) \le \log n, \qquad 0 \log 0 = 0`}
        <p>
          It is 0 when one outcome is sure and {tex`\log n`} when all {tex`n`} are equally likely. In bits it
          is a lower bound of the mean number {tex`L`} of yes-or-no questions that find the outcome. The best
          questions (Huffman's code) come within one of it:
        </p>
        {display`H(p) \le L < H(p) + 1`}
        <p>
          They reach {tex`H`} when all probabilities are powers of ½. The coin of 0.8 does not: it has{' '}
          {format(coin(0.8), 3)} bits, and a toss takes one question. Questions about many tosses at once come
          as near to {tex`H`} per toss as you like.
        </p>
      </Box>
      <Figure
        controls={
          <Readings
            rows={[
              { key: 'bits', name: tex`H`, value: `${format(entropy(law, bits), 4)} bits`, kind: 'accent' },
              { key: 'nats', name: 'the same', value: `${format(entropy(law), 4)} nats` },
              { key: 'most', name: tex`\log_2 4`, value: '2.0000 bits' },
              { key: 'questions', name: tex`L`, value: `${format(meanQuestions(law), 4)} questions` },
            ]}
          />
        }
        caption="Drag a bar, or focus it and use the arrow keys; the others share what is left."
      >
        <Bars
          law={law}
          kind="real"
          names={names}
          label="Probability of an outcome"
          onChange={(i, value) => setLaw(withEntry(law, i, value))}
        />
      </Figure>
      <Exercise
        id="three-outcomes"
        answer={entropy([0.5, 0.25, 0.25], bits)}
        tolerance={0.005}
        unit="bits"
        hint="Half of the time one question is enough, otherwise two are needed."
        why={tex`\tfrac12 \cdot 1 + \tfrac14 \cdot 2 + \tfrac14 \cdot 2 = 1.5`}
      >
        What is the entropy of {tex`(\tfrac12, \tfrac14, \tfrac14)`}?
      </Exercise>
      <Exercise
        id="fair-coin-nats"
        answer={Math.log(2)}
        tolerance={0.001}
        unit="nats"
        hint="One bit, in nats."
        why={
          <>
            {tex`-\tfrac12\log\tfrac12 - \tfrac12\log\tfrac12 = \log 2 = 0.6931`}. Remember it: a
            discriminator that can only guess has this loss per sample.
          </>
        }
      >
        What is the entropy of a fair coin in nats?
      </Exercise>
    </>
  );
}

function InTheGan() {
  const [lost, setLost] = useState(5);
  const hit = 8 - lost;
  const law = names8.map((_, i) => (i < hit ? 1 / hit : 0));
  return (
    <>
      <p>
        Let the data have 8 groups, equally likely, and let a generator hit only some of them. Count which
        group its samples fall into: the entropy of that histogram says how much variety is left.
      </p>
      <Figure
        controls={
          <>
            <Slider label="groups forgotten" min={0} max={7} step={1} value={lost} onInput={setLost} />
            {display`H = \log_2 ${hit} = ${format(entropy(law, bits), 3)} \text{ of } 3 \text{ bits}`}
          </>
        }
      >
        <Bars law={law} kind="fake" names={names8} label="Share of the samples in a group" />
      </Figure>
      <p>
        Each group that this generator forgets costs entropy. It is called mode collapse, and a later page
        shows why it happens.
      </p>
    </>
  );
}

const names8 = ['1', '2', '3', '4', '5', '6', '7', '8'];

export const lesson: Lesson = {
  slug: 'entropy',
  title: 'Entropy: how much there is to learn',
  steps: [
    { title: 'Surprise', View: Surprise },
    { title: 'A coin that you slide', View: Coin },
    { title: 'Any number of outcomes', View: Outcomes },
    { title: 'Where it meets the GAN', View: InTheGan },
  ],
};
