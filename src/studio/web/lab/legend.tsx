import type { ComponentChildren } from 'preact';
import { Term } from '../glossary/term.tsx';
import type { TermName } from '../glossary/terms.ts';
import type { Lab } from './store.ts';

interface EntryProps {
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
  readonly swatch: ComponentChildren;
  readonly name: string;
  readonly term: TermName;
  /** What it means, in words. */
  readonly children: ComponentChildren;
}

function Entry({ checked, onChange, swatch, name, term, children }: EntryProps) {
  return (
    <div class="legend-entry">
      <label class="check">
        <input type="checkbox" checked={checked} onChange={event => onChange(event.currentTarget.checked)} />
        <span class="swatch" aria-hidden="true">
          {swatch}
        </span>
        <span>
          <b>{name}</b> <span class="muted">{children}</span>
        </span>
      </label>
      <Term of={term} />
    </div>
  );
}

function Swatch({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg width="20" height="12" aria-hidden="true">
      {children}
    </svg>
  );
}

const dot = (name: string) => (
  <Swatch>
    <circle cx="10" cy="6" r="4" fill={`var(--${name})`} />
  </Swatch>
);
const line = (name: string, dash?: string) => (
  <Swatch>
    <line x1="1" x2="19" y1="6" y2="6" stroke={`var(--${name})`} stroke-width="2" stroke-dasharray={dash} />
  </Swatch>
);
const bar = (
  <Swatch>
    <rect x="0" y="1" width="10" height="10" fill="var(--fake)" opacity="0.6" />
    <rect x="10" y="1" width="10" height="10" fill="var(--real)" opacity="0.6" />
  </Swatch>
);
const arrow = (
  <Swatch>
    <path d="M2 6h14m-5-4 5 4-5 4" fill="none" stroke="var(--text)" stroke-width="1.5" />
  </Swatch>
);
const mesh = (
  <Swatch>
    <path
      d="M1 3c6 3 12-3 18 0M1 9c6 3 12-3 18 0M6 1c-2 4 2 6 0 10M14 1c-2 4 2 6 0 10"
      fill="none"
      stroke="var(--fake)"
    />
  </Swatch>
);

/** What the picture shows, in words; each layer can be put on and off. */
export function Legend({ lab }: { readonly lab: Lab }) {
  const { value: layers } = lab.view.layers;
  const { value: dots } = lab.view.dots;
  const { scene, picture } = lab.client.signals;
  const plane = scene.value?.dimension !== 1;
  const known = picture.value === undefined || !layers.optimum || picture.value.optimum !== undefined;
  const set = (change: Partial<typeof layers>) => {
    lab.view.layers.value = { ...layers, ...change };
  };
  return (
    <fieldset class="legend">
      <legend class="hidden-text">Layers of the picture</legend>
      <Entry
        name="real samples"
        term="real"
        swatch={dot('real')}
        checked={dots.real}
        onChange={real => {
          lab.view.dots.value = { ...dots, real };
        }}
      >
        the data, which G learns to imitate
      </Entry>
      <Entry
        name="generated samples"
        term="generated"
        swatch={dot('fake')}
        checked={dots.fake}
        onChange={fake => {
          lab.view.dots.value = { ...dots, fake };
        }}
      >
        what G makes of the same noise z at every step
      </Entry>
      <Entry
        name="D"
        term="discriminator"
        swatch={plane ? bar : line('text')}
        checked={layers.field}
        onChange={field => set({ field })}
      >
        {plane
          ? 'what the discriminator says: blue is taken for real, orange for generated; on the line it cannot tell'
          : 'what D says at each place: a probability of being real, or a critic’s number'}
      </Entry>
      <Entry
        name="D*"
        term="best-discriminator"
        swatch={plane ? bar : line('optimum', '4 3')}
        checked={layers.optimum}
        onChange={optimum => set({ optimum })}
      >
        {known
          ? `the best answer to this G, p/(p + p_g) for the plain game, from the densities at the grid’s resolution; ${plane ? 'hatched' : 'no line'} where there are no samples of either kind, and D* is not defined`
          : `not a function of the place under ${lab.config.value.objective.kind}`}
      </Entry>
      <Entry
        name="gradients"
        term="gradient"
        swatch={arrow}
        checked={layers.arrows}
        onChange={arrows => set({ arrows })}
      >
        the way G’s loss would move each sample
      </Entry>
      {plane && (
        <Entry
          name="G’s map"
          term="latent"
          swatch={mesh}
          checked={layers.mesh}
          onChange={on => set({ mesh: on })}
        >
          a grid over the noise z, as G bends it
        </Entry>
      )}
      {plane && (
        <Entry
          name="p_g"
          term="density"
          swatch={line('fake')}
          checked={layers.density}
          onChange={density => set({ density })}
        >
          contours of the density of generated samples
        </Entry>
      )}
    </fieldset>
  );
}
