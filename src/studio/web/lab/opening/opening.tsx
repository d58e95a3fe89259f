import { Diagram } from '../../diagram/open.tsx';
import { Term } from '../../glossary/term.tsx';
import type { Pair } from '../compare/pair.ts';
import { Messages } from '../messages.tsx';
import { ModeSwitch } from '../mode-switch.tsx';
import { Pictures } from '../picture.tsx';
import { Data } from './data.tsx';
import { Key } from './key.tsx';
import './opening.css';
import { Own } from './own.tsx';
import { Play } from './play.tsx';
import { Ways } from './ways.tsx';

/** What a first visit sees: what a GAN is, one that learns, and what can be done with it. */
export function Opening({ pair }: { readonly pair: Pair }) {
  const lab = pair.a;
  return (
    <div class="simple">
      <div class="opening">
        <header class="opening-intro">
          <h1>
            <span class="hidden-text">Lab: </span>Two networks in a contest
          </h1>
          <p class="opening-say">
            A <Term of="gan">GAN</Term> (generative adversarial network) is two neural networks in a contest:
            the <Term of="generator">generator</Term> turns <Term of="noise">noise</Term>, random numbers,
            into <Term of="generated">generated</Term> points that should pass for <Term of="real">real</Term>
            , and the <Term of="discriminator">discriminator</Term> tries to tell which points are real. Each
            learns from the other.
          </p>
          <ModeSwitch />
        </header>
        <div class="opening-play stack" data-content tabIndex={-1}>
          <Play pair={pair} />
        </div>
        <div class="opening-left">
          <section class="opening-look" aria-label="Picture">
            <Pictures lab={lab} alone />
          </section>
          <Key lab={lab} />
        </div>
        <div class="opening-more stack">
          <section class="panel" aria-label="The two networks">
            <Diagram lab={lab} small />
          </section>
          <Own lab={lab} />
          <Data lab={lab} />
          <Ways />
        </div>
      </div>
      <Messages pair={pair} />
    </div>
  );
}
