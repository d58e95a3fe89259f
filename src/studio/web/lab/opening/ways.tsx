/** Where to go from here. */
const WAYS = [
  {
    href: '#/course/players',
    title: 'Why does it work?',
    text: 'The course: what each network wants, from the first coin toss to the mathematics.',
  },
  {
    href: '#/images',
    title: 'Make pictures',
    text: 'Digits, emoji, faces, or your own pictures. One click starts one.',
  },
  { href: '#/glossary', title: 'Look up a word', text: 'Every term of the field in plain words.' },
] as const;

export function Ways() {
  return (
    <nav class="ways" aria-label="Ways on">
      {WAYS.map(({ href, title, text }) => (
        <a key={href} class="panel" href={href}>
          <b>{title}</b>
          <span class="muted small">{text}</span>
        </a>
      ))}
    </nav>
  );
}
