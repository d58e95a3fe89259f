import type { PageProps } from '../shell/pages.ts';
import { Compare } from './compare.tsx';
import { Detail } from './detail.tsx';
import { List } from './list.tsx';
import './runs.css';

/** The runs of this machine: `#/runs`, `#/runs/ID`, `#/runs/compare/ID/ID`. */
export function Page({ rest }: PageProps) {
  const [first, ...others] = rest;
  if (first === undefined) return <List />;
  if (first === 'compare' && others.length > 0) return <Compare ids={others} />;
  return <Detail key={first} id={first} />;
}
