import type { ComponentChildren } from 'preact';
import { Term } from '../../glossary/term.tsx';
import { FlowControl } from '../flow-control.tsx';
import type { Lab } from '../store.ts';

/** What the colours of the picture mean, and the way of the noise into it. */
export function Key({ lab }: { readonly lab: Lab }) {
  const plane = lab.client.signals.scene.value?.dimension !== 1;
  return (
    <section class="panel stack opening-key" aria-label="What you see">
      <h2 class="hidden-text">What you see</h2>
      <ul class="key-list">
        <Entry swatch={<Dot of="real" />}>
          <b>real</b> points: the data, which the generator should learn to imitate
        </Entry>
        <Entry swatch={<Dot of="fake" />}>
          <b>generated</b> points: what the <Term of="generator">generator</Term> makes of{' '}
          <Term of="noise">noise</Term>; they should end up where the real ones are
        </Entry>
        <Entry swatch={<span class={plane ? 'key-ground' : 'key-curve'} aria-hidden="true" />}>
          {plane ? <Ground /> : <Curves />}
        </Entry>
      </ul>
      <FlowControl view={lab.view} label="Watch noise become points" />
    </section>
  );
}

interface EntryProps {
  readonly swatch: ComponentChildren;
  readonly children: ComponentChildren;
}

function Entry({ swatch, children }: EntryProps) {
  return (
    <li>
      {swatch}
      <span>{children}</span>
    </li>
  );
}

function Dot({ of }: { readonly of: 'real' | 'fake' }) {
  return <span class="key-dot" style={{ background: `var(--${of})` }} aria-hidden="true" />;
}

function Ground() {
  return (
    <>
      the background is the <Term of="discriminator">discriminator’s</Term> guess: blue looks real to it,
      orange looks generated; on the <Term of="boundary">line</Term> it cannot tell
    </>
  );
}

function Curves() {
  return (
    <>
      above, how <Term of="density">densely</Term> the points lie; below, what the{' '}
      <Term of="discriminator">discriminator</Term> says at each place: the higher, the more real it looks
    </>
  );
}
