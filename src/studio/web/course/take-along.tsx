import { useLayoutEffect, useState } from 'preact/hooks';
import { Button, Fold, Select } from '../shell/controls.tsx';
import { EmbedCode } from '../shell/embed-code.tsx';
import { hashOf } from './navigate.ts';
import type { Lesson } from './step.ts';

/** Room for the link to the studio below an embedded panel, in pixels. */
const MARGIN = 56;

/** A page of the course on paper, and what can be moved in it in another site. */
export function TakeAlong({ lesson: { slug, title, steps } }: { readonly lesson: Lesson }) {
  const [drawn, setDrawn] = useState<readonly number[]>([]);
  const [step, setStep] = useState(0);
  useLayoutEffect(() => {
    const found = [...steps.keys()].filter(i => figuresOf(i).length > 0);
    setDrawn(found);
    setStep(found[0] ?? 0);
  }, []);
  const address = () => new URL(hashOf({ slug, step }), location.href).href;
  return (
    <div class="take-along">
      <Fold title="Take it along" note="on paper, or into another site">
        <div class="row">
          <Button onClick={() => print()}>Print this page</Button>
        </div>
        <div class="row">
          <Select
            label="Picture to embed"
            value={String(step)}
            options={drawn.map(i => ({ value: String(i), label: steps[i].title }))}
            onChange={value => setStep(Number(value))}
          />
          <EmbedCode
            key={step}
            panel={() => ({
              address: address(),
              title: `${title}: ${steps[step].title}`,
              height: heightOf(step),
            })}
          />
        </div>
      </Fold>
    </div>
  );
}

const figuresOf = (step: number) => [
  ...document.querySelectorAll<HTMLElement>(`#step-${step + 1} .lesson-figure`),
];

/** Pixels that the pictures of a step take. */
function heightOf(step: number): number {
  const total = figuresOf(step).reduce((sum, { offsetHeight }) => sum + offsetHeight + 16, MARGIN);
  return Math.ceil(total / 10) * 10;
}
