import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './controls.tsx';
import { isEmbed } from './embed.ts';
import { Embedded } from './embedded.tsx';
import { ErrorBoundary, ErrorBox, unloaded } from './error-box.tsx';
import { type PageEntry, type PageModule, pageName, pages } from './pages.ts';
import { route, visits } from './route.ts';
import { followScroll } from './scroll.ts';
import { Tabs } from './tabs.tsx';
import { followTheme, type Theme, theme, themes } from './theme.ts';

const entries: Readonly<Record<string, PageEntry>> = pages;

/** The frame of every page: tabs, theme, and the page that the address names. */
export function App() {
  useEffect(followTheme, []);
  useEffect(followScroll, []);
  const { page, rest } = route.value;
  const name = pageName(page);
  const place = (
    <ErrorBoundary key={name} title="This page stopped">
      <Place name={name} rest={rest} />
    </ErrorBoundary>
  );
  if (isEmbed(route.value)) return <Embedded>{entries[name].embeds ? place : <NoPanel />}</Embedded>;
  return (
    <>
      <button type="button" class="skip" onClick={toContent}>
        Skip to the content
      </button>
      <header class="topbar">
        <Tabs name={name} />
        <ThemeButton />
      </header>
      <main id="main" tabIndex={-1}>
        {place}
      </main>
    </>
  );
}

function NoPanel() {
  return (
    <ErrorBox
      title="Nothing to show here"
      message="embed: expected the lab or a step of a lesson, such as #/lab?embed or #/course/value/2?embed, got another page; copy the code again."
    />
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
  return <module.Page key={entries[name].anew ? visits.value : 0} rest={rest} />;
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
