import type { ComponentChildren } from 'preact';

/** One line of numbers beside a figure. */
export interface Reading {
  readonly name: ComponentChildren;
  readonly value: string;
  /** A role that colours the name. */
  readonly kind?: string;
  readonly key: string;
}

/** Names with numbers, aligned. */
export function Readings({ rows }: { rows: readonly Reading[] }) {
  return (
    <dl class="readings">
      {rows.map(({ name, value, kind, key }) => (
        <div key={key} class={kind}>
          <dt>{name}</dt>
          <dd data-reading={key}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A figure with what moves it and what it shows. */
export function Figure({
  children,
  controls,
  caption,
}: {
  children: ComponentChildren;
  controls?: ComponentChildren;
  caption?: ComponentChildren;
}) {
  return (
    <figure class="lesson-figure">
      <div class="stage">{children}</div>
      {controls && <div class="stack">{controls}</div>}
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

/** What the colours mean. */
export function Keys({ of }: { of: readonly (readonly [kind: string, text: ComponentChildren])[] }) {
  return (
    <div class="keys">
      {of.map(([kind, text]) => (
        <span key={kind} class={`key ${kind}`}>
          <i class="swatch" />
          <span>{text}</span>
        </span>
      ))}
    </div>
  );
}

/** The definition or statement that a step is about. */
export function Box({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="statement">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
