import { Component, type ComponentChildren } from 'preact';
import { isUnreached } from '../../../util/platform.ts';
import { Button } from './controls.tsx';

export interface ErrorBoxProps {
  readonly title: string;
  /** What happened and what to do, in a sentence. */
  readonly message: string;
  readonly kind?: 'bad' | 'warn';
  readonly children?: ComponentChildren;
}

/** Says what went wrong in the place where it did; children are what can be done about it. */
export function ErrorBox({ title, message, kind = 'bad', children }: ErrorBoxProps) {
  return (
    <section class={`notice ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <h3>{title}</h3>
      <p>{message}</p>
      {children && <div class="row">{children}</div>}
    </section>
  );
}

/** Why a part of the studio was not loaded: of one that cannot be fetched a browser says an address at best. */
export function unloaded(error: unknown): string {
  if (!isUnreached(error)) return messageOf(error);
  return 'This part of the studio could not be fetched: see that its server runs and that this browser is not offline, then reload the page.';
}

interface BoundaryProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Keeps a fault in one part from emptying the page. */
export class ErrorBoundary extends Component<BoundaryProps, { error?: Error }> {
  override state: { error?: Error } = {};

  static override getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render({ title, children }: BoundaryProps) {
    const { error } = this.state;
    if (!error) return children;
    return (
      <ErrorBox title={title} message={messageOf(error)}>
        <Button onClick={() => this.setState({ error: undefined })}>Try again</Button>
      </ErrorBox>
    );
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
