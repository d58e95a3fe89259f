import { useEffect, useState } from 'preact/hooks';
import type { RunFiles } from '../../../run/files.ts';
import { forgetRun, type KeptRun, keptFiles, keptRun } from '../../../run/web.ts';
import { ago } from '../runs/words.ts';
import { Button } from '../shell/controls.tsx';
import './history.css';

export interface OfferProps {
  /** The page whose runs are offered. */
  readonly page: string;
  readonly onContinue: (files: Promise<RunFiles>, run: KeptRun) => void;
}

/** Offers the newest run that the browser kept, if there is one, when the page opens. */
export function Offer({ page, onContinue }: OfferProps) {
  const [run, setRun] = useState<KeptRun>();
  useEffect(() => {
    keptRun(page).then(setRun, () => {}); // nothing is kept; why is said when a run shall be
  }, [page]);
  if (!run) return null;
  const { id, step, title, at } = run;
  const close = () => setRun(undefined);
  const go = () => {
    onContinue(keptFiles(id), run);
    close();
  };
  return (
    <section class="panel offer" aria-label="Kept run">
      <p>
        A run of {step.toLocaleString('en')} steps of {title} from {ago(at)} is kept in this browser.
      </p>
      <div class="row">
        <Button onClick={go}>Continue it</Button>
        <Button kind="quiet" onClick={() => void forgetRun(id).then(close, close)}>
          Discard
        </Button>
        <Button kind="quiet" onClick={close}>
          Not now
        </Button>
      </div>
    </section>
  );
}
