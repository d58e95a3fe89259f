import type { FunctionComponent } from 'preact';

/** What a page's module exports. */
export interface PageModule {
  readonly Page: FunctionComponent<PageProps>;
}

export interface PageProps {
  /** The path after the page's own name: `#/course/entropy` gives `['entropy']`. */
  readonly rest: readonly string[];
}

/** A place of the studio: its name in the address, its tab, and its code, which is loaded when it is opened. */
export interface PageEntry {
  readonly title: string;
  readonly load: () => Promise<PageModule>;
  /** Whether each address of it is another visit: what an address says is read when the page opens. */
  readonly anew?: boolean;
  /** Whether it has panels for other sites. */
  readonly embeds?: boolean;
}

/** Every page, in the order of the tabs; the first is where the studio opens. */
export const pages = {
  lab: { title: 'Lab', load: () => import('../lab/page.tsx'), anew: true, embeds: true },
  course: { title: 'Course', load: () => import('../course/page.tsx'), embeds: true },
  images: { title: 'Images', load: () => import('../images/page.tsx'), anew: true },
  runs: { title: 'Runs', load: () => import('../runs/page.tsx') },
  glossary: { title: 'Glossary', load: () => import('../glossary/page.tsx') },
} satisfies Readonly<Record<string, PageEntry>>;

const [home] = Object.keys(pages);

/** The page that a name in an address stands for: the first where it is none. */
export const pageName = (name: string) => (Object.hasOwn(pages, name) ? name : home);
