import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './controls.tsx';
import { ErrorBoundary, ErrorBox, unloaded } from './error-box.tsx';
import icon from './icon.svg';
import { type PageEntry, type PageModule, pages } from './pages.ts';
import { route } from './route.ts';
import { followTheme, type Theme, theme, themes } from './theme.ts';

const entries: Readonly<Record<string, PageEntry>> = pages;
const [home] = Object.keys(pages);

/** The frame of every page: tabs, theme, and the page that the address names. */
export function App() {
  useEffect(followTheme, []);
  const { page, rest } = route.value;
  const name = Object.hasOwn(entries, page) ? page : home;
  return (
    <>
      <button type="button" class="skip" onClick={toContent}>
        Skip to the content
      </button>
      <header class="topbar">
        <a class="brand" href={`#/${home}`}>
          <img src={icon} alt="" />
          <span>Saddle Studio</span>
        </a>
        <nav class="tabs" aria-label="Pages">
          {Object.entries(entries).map(([id, { title }]) => (
            <a key={id} href={`#/${id}`} aria-current={id === name ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={name} title="This page stopped">
          <Place name={name} rest={rest} />
        </ErrorBoundary>
      </main>
    </>
  );
}

/** A button: the hash is the route, so a link to #main would leave the page. Setup comes before what is looked at. */
function toContent() {
  const main = document.getElementById('main');
  (main?.querySelector<HTMLElement>('[data-content]') ?? main)?.focus();
}

interface PlaceProps {
  readonly name: string;
  readonly rest: readonly string[];
}

function Place({ name, rest }: PlaceProps) {
  const loaded = useRef(new Map<string, PageModule>());
  const [fault, setFault] = useState<string>();
  const [, refresh] = useState(0);
  const module = loaded.current.get(name);
  const load = () =>
    entries[name].load().then(
      got => {
        loaded.current.set(name, got);
        refresh(n => n + 1);
      },
      error => setFault(unloaded(error)),
    );
  useEffect(() => {
    document.title = `${entries[name].title} · Saddle Studio`;
    if (!module) void load();
  }, [name]);
  if (fault) {
    return (
      <ErrorBox title="The page could not be loaded" message={fault}>
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </ErrorBox>
    );
  }
  if (!module) return <p class="loading">Loading…</p>;
  return <module.Page rest={rest} />;
}

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };

function ThemeButton() {
  const now = theme.value;
  return (
    <Button
      kind="quiet"
      title={`Theme: ${themes.join(', ')}`}
      onClick={() => {
        theme.value = NEXT[now];
      }}
    >
      <span class="theme-label">Theme: </span>
      {now}
    </Button>
  );
}
