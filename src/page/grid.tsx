import type { Client } from '../../packages/client/src/types.ts';
import { type Drawn, kindText } from './look.ts';
import { Shown } from './picture.tsx';

interface GridProps {
  readonly client: Client;
  readonly drawn: Drawn;
  /** Which of them is chosen. */
  readonly place: number;
  choose(place: number): void;
}

/** All samples, one of them chosen: radio buttons, which arrow keys move between. */
export function Grid({ client, drawn, place, choose }: GridProps) {
  return (
    <fieldset class="grid">
      <legend class="hidden-text">Choose a sample</legend>
      {[...drawn.samples].map((sample, i) => {
        const kind = kindText(client, drawn, i);
        return (
          <label key={i} title={kind}>
            <input type="radio" name="sample" checked={i === place} onChange={() => choose(i)} />
            <Shown picture={sample} label={`${i + 1}${kind && `, ${kind}`}`} />
          </label>
        );
      })}
    </fieldset>
  );
}
