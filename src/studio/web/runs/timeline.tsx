import type { TargetedEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RunDetail } from '../../protocol.ts';
import { Button } from '../shell/controls.tsx';
import { Scrubber } from '../shell/scrubber.tsx';
import { fileUrl } from './api.ts';
import { count } from './words.ts';

const FRAME_MS = 250;

/** The pictures of a run, all on the same noise, over time; without a choice the newest one. */
export function Timeline({ run }: { readonly run: RunDetail }) {
  const { id, pictures, reals } = run;
  const [chosen, setChosen] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const last = pictures.length - 1;
  const at = Math.min(chosen ?? last, last);
  useEffect(() => {
    if (!playing) return;
    const next = () => (at >= last ? setPlaying(false) : setChosen(at + 1));
    const timer = setTimeout(next, FRAME_MS);
    return () => clearTimeout(timer);
  }, [playing, at, last]);
  if (last < 0) return <p class="muted">The first picture comes when training begins.</p>;
  const play = () => {
    if (!playing && at >= last) setChosen(0);
    setPlaying(!playing);
  };
  const { name, step } = pictures[at];
  return (
    <div class="stack timeline">
      <div class="pictures">
        <figure>
          <img
            src={fileUrl(id, name)}
            alt={`Generated samples after ${count(step)} steps`}
            onLoad={showPixels}
          />
          <figcaption class="small muted">Generated, step {count(step)}</figcaption>
        </figure>
        {reals && (
          <figure>
            <img src={fileUrl(id, 'reals.png')} alt="Real samples" onLoad={showPixels} />
            <figcaption class="small muted">Real</figcaption>
          </figure>
        )}
      </div>
      <div class="scrub">
        <Button onClick={play} disabled={last === 0}>
          {playing ? 'Pause' : 'Play'}
        </Button>
        <Scrubber
          label="Picture"
          last={last}
          at={at}
          text={`step ${count(step)}`}
          onInput={place => {
            setPlaying(false);
            setChosen(place);
          }}
        />
        <Button kind="quiet" disabled={chosen === undefined} onClick={() => setChosen(undefined)}>
          Newest
        </Button>
      </div>
    </div>
  );
}

/** Small pictures are seen pixel by pixel; large ones are made smaller smoothly. */
function showPixels({ currentTarget: image }: TargetedEvent<HTMLImageElement>) {
  image.classList.toggle('pixels', image.naturalWidth < image.clientWidth);
}
