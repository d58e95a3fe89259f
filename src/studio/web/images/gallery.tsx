import { size } from 'virtual:gallery';
import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { chosen } from '../history/open.ts';
import { Button, FileButton } from '../shell/controls.tsx';
import { route } from '../shell/route.ts';
import { type Card, cards } from './cards.ts';
import { beginsOpen, rememberOpen } from './gallery-open.ts';
import './gallery.css';
import type { Images } from './store.ts';

/** Recipes with what they draw, each of which starts with a click; folded once there is something else to look at. */
export function Gallery({ images }: { readonly images: Images }) {
  const [first] = useState(() => beginsOpen(route.peek().query));
  const place = useRef<HTMLDetailsElement>(null);
  useSignalEffect(() => {
    if (images.client.signals.status.value === 'running') rememberOpen(false);
  });
  const fold = () => {
    place.current!.open = false;
    document.querySelector<HTMLElement>('[data-content]')?.focus({ preventScroll: true });
    place.current!.scrollIntoView({ block: 'nearest' });
  };
  const start = async (recipe: string) => {
    if (await images.startRecipe(recipe)) fold();
  };
  return (
    <details class="panel recipes" open={first} ref={place}>
      <summary>
        <h2>Start with a click</h2>
        <span class="muted small">recipes, and what they draw</span>
      </summary>
      <ul class="cards">
        {cards.map(card => (
          <Recipe key={card.recipe} card={card} onStart={() => void start(card.recipe)} />
        ))}
        <Own images={images} onStarted={fold} />
      </ul>
    </details>
  );
}

interface RecipeProps {
  readonly card: Card;
  readonly onStart: () => void;
}

function Recipe({ card: { recipe, title, text, minutes }, onStart }: RecipeProps) {
  return (
    <li class="card">
      <img src={`gallery/${recipe}.webp`} alt="" width={size[0]} height={size[1]} decoding="async" />
      <div class="card-text">
        <h3>{title}</h3>
        <p class="small">{text}</p>
        {minutes && <p class="muted small">about {minutes} min on two cores</p>}
      </div>
      <div class="row">
        <Button onClick={onStart} aria-label={`Start ${title}`}>
          Start
        </Button>
      </div>
    </li>
  );
}

interface OwnProps {
  readonly images: Images;
  readonly onStarted: () => void;
}

function Own({ images, onStarted }: OwnProps) {
  const fault = images.own.fault.value;
  const start = async (files: FileList | null) => {
    if (await images.startOwn(chosen(files))) onStarted();
  };
  return (
    <li class="card own">
      <div class="card-text">
        <h3>Your own pictures</h3>
        <p class="small">
          Drop at least 16 pictures, a folder or a zip anywhere on this page, or choose them. They stay in the
          page; networks and length are chosen by them.
        </p>
        {fault && <p class="small fault">{fault}</p>}
      </div>
      <div class="row">
        <FileButton
          label="Files…"
          multiple
          accept="image/*,.zip,application/zip"
          onChoose={files => void start(files)}
        />
        <FileButton label="Folder…" folder onChoose={files => void start(files)} />
      </div>
    </li>
  );
}
