import { useMemo, useState } from 'preact/hooks';
import { Random } from '../../../../util/random.ts';
import { Button, Slider } from '../../shell/controls.tsx';
import { Figure, Keys, Readings } from './figures.tsx';
import { Dots, Plot } from './plot.tsx';

const GROUPS = 8;
const SPREAD = 0.12;
/** Of the draws: a sample that G could have made. */
const FIRST = 1;
const START = { pack: 1, kept: 4 } as const;

type Point = readonly [x: number, y: number];

const CENTRES = Array.from({ length: GROUPS }, (_, group) => centreOf(group));

function centreOf(group: number): Point {
  const angle = (2 * Math.PI * group) / GROUPS;
  return [2 * Math.cos(angle), 2 * Math.sin(angle)];
}

/** A sample of a group of the ring. */
function sampleOf(group: number, random: Random): Point {
  const [x, y] = centreOf(group);
  return [x + SPREAD * random.normal(), y + SPREAD * random.normal()];
}

/** A generator that forgets groups, and the packs of real samples that D is shown beside it. */
export function Forgotten() {
  const [{ pack, kept }, set] = useState<{ pack: number; kept: number }>(START);
  const [shown, setShown] = useState(FIRST);
  const made = useMemo(() => {
    const random = new Random(1, 'made');
    return Array.from({ length: 200 }, (_, i) => sampleOf(i % kept, random));
  }, [kept]);
  const { groups, real } = useMemo(() => {
    const random = new Random(1, 'pack', shown);
    const drawn = Array.from({ length: pack }, () => random.integer(GROUPS));
    return { groups: drawn, real: drawn.map(group => sampleOf(group, random)) };
  }, [pack, shown]);
  const odd = groups.filter(group => group >= kept).length;
  return (
    <Figure
      controls={
        <>
          <Button kind="primary" onClick={() => setShown(shown + 1)}>
            Show D other real samples
          </Button>
          <Slider
            label="samples that D sees at once"
            min={1}
            max={8}
            step={1}
            value={pack}
            onInput={value => set({ pack: value, kept })}
          />
          <Slider
            label="groups that G makes, of 8"
            min={1}
            max={8}
            step={1}
            value={kept}
            onInput={value => set({ pack, kept: value })}
          />
          <Readings
            rows={[
              { key: 'odd', name: 'of groups that G never makes', value: `${odd} of ${pack}` },
              {
                key: 'told',
                name: 'could they be G’s?',
                value: odd > 0 ? 'no' : 'yes',
                kind: 'accent',
              },
            ]}
          />
        </>
      }
      caption="Of one real sample D often cannot tell. Among several there is soon one of a group that G never makes."
    >
      <Keys
        of={[
          ['quiet', 'the eight groups of the data'],
          ['fake', 'what G makes'],
          ['real', 'the real samples that D sees now'],
        ]}
      />
      <Plot
        x={[-2.8, 2.8]}
        y={[-2.8, 2.8]}
        label="A ring of groups, some of which G makes"
        square
        maxWidth={360}
        bare
      >
        <Dots points={CENTRES} kind="quiet" size={30} />
        <Dots points={made} kind="fake" size={4} />
        <Dots points={real} kind="real" size={14} />
      </Plot>
    </Figure>
  );
}
