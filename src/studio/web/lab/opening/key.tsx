import { Term } from '../../glossary/term.tsx';

/** What the colours of the picture mean, and the way from noise to a verdict. */
export function Key() {
  return (
    <section class="panel stack" aria-label="What you see">
      <h2>What you see</h2>
      <ul class="key-list">
        <li>
          <Dot of="real" />
          <span>
            <b>real</b> points: the data, which the generator should learn to imitate
          </span>
        </li>
        <li>
          <Dot of="fake" />
          <span>
            <b>generated</b> points: what the <Term of="generator">generator</Term> makes of{' '}
            <Term of="noise">noise</Term>
          </span>
        </li>
        <li>
          <span class="key-ground" aria-hidden="true" />
          <span>
            the background is the <Term of="discriminator">discriminator’s</Term> guess: blue looks real to
            it, orange looks generated; on the <Term of="boundary">line</Term> it cannot tell
          </span>
        </li>
      </ul>
    </section>
  );
}

function Dot({ of }: { readonly of: 'real' | 'fake' }) {
  return <span class="key-dot" style={{ background: `var(--${of})` }} aria-hidden="true" />;
}
