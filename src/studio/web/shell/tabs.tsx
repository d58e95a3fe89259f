import icon from './icon.svg';
import { type PageEntry, pages } from './pages.ts';
import { route } from './route.ts';
import { hashOfPage, returnTo } from './spots.ts';

const entries = Object.entries(pages as Readonly<Record<string, PageEntry>>);
const [[home]] = entries;

/** The name of the studio and its pages, each where it was left. */
export function Tabs({ name }: { readonly name: string }) {
  return (
    <>
      <a class="brand" {...wayTo(home, name)}>
        <img src={icon} alt="" />
        <span>Saddle Studio</span>
      </a>
      <nav class="tabs" aria-label="Pages">
        {entries.map(([id, { title }]) => (
          <a key={id} {...wayTo(id, name)} aria-current={id === name ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
    </>
  );
}

/** To another page as it was left; on a page to where it begins, unless that is here. */
function wayTo(id: string, name: string) {
  const here = id === name;
  const href = here ? `#/${id}` : hashOfPage(id);
  const onClick = (event: MouseEvent) => {
    if (!isPlain(event)) return;
    if (!here) returnTo(href);
    else if (route.peek().rest.length === 0) event.preventDefault();
  };
  return { href, onClick };
}

/** Whether a click opens a link in the place of this page. */
const isPlain = ({ button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent) =>
  button === 0 && !(altKey || ctrlKey || metaKey || shiftKey);
