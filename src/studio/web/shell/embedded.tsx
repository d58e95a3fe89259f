import type { ComponentChildren } from 'preact';
import { plainHash } from './embed.ts';
import './embed.css';

/** The frame of a panel in another site: no navigation; every way on opens the studio itself. */
export function Embedded({ children }: { readonly children: ComponentChildren }) {
  const follow = ({ target }: MouseEvent) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link) link.target = '_blank';
  };
  return (
    <div class="embedded" onClickCapture={follow}>
      <main id="main">{children}</main>
      <footer>
        <StudioLink />
      </footer>
    </div>
  );
}

/** To the same in the studio, as it is now. */
function StudioLink() {
  return (
    <a
      class="small"
      href={plainHash(location.hash)}
      onClick={({ currentTarget }) => {
        currentTarget.href = plainHash(location.hash);
      }}
    >
      Open in Saddle Studio
    </a>
  );
}
