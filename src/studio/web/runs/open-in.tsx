import { useEffect, useState } from 'preact/hooks';
import type { RunDetail } from '../../protocol.ts';

/** The page that shows data of a kind; the lab says of what it cannot show that it cannot. */
const PAGES = {
  lab: 'Open in the lab',
  images: 'Open in Images',
} as const;

/** A link to the page that goes on with a copy of the run. */
export function OpenIn({ run }: { readonly run: RunDetail }) {
  const [page, setPage] = useState<keyof typeof PAGES>('lab');
  const { name } = run.config.data;
  useEffect(() => {
    areImages(name).then(
      images => setPage(images ? 'images' : 'lab'),
      () => {}, // the lab says what it cannot show
    );
  }, [name]);
  if (run.checkpoints.length === 0) return null;
  return (
    <a class="button" href={`#/${page}?run=${encodeURIComponent(run.id)}`}>
      {PAGES[page]}
    </a>
  );
}

/** The registry is large, and nothing waits for it. */
async function areImages(data: string): Promise<boolean> {
  const { datasets } = await import('../../../data/registry.ts');
  return Object.entries(datasets).some(([name, { kind }]) => name === data && kind === 'images');
}
