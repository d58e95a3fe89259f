import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './formula.css';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string) => text.replace(/[&<>]/g, c => escapes[c]);

/** The MathML that the build made of a template, its numbers filled in. */
function fill(strings: readonly string[], values: readonly (string | number)[]): string {
  if (!strings[0].startsWith('<math')) {
    throw new Error(`formula: expected MathML, got ${strings[0]}; build with the plugin of course/build`);
  }
  return strings.map((text, i) => (i === 0 ? text : `${escaped(String(values[i - 1]))}${text}`)).join('');
}

/** A formula in a line of text, written in TeX and typeset by the build; `${…}` are live numbers. */
export function tex(strings: readonly string[], ...values: (string | number)[]): VNode {
  return <span class="formula" dangerouslySetInnerHTML={{ __html: fill(strings, values) }} />;
}

/** A formula in a line of its own. */
export function display(strings: readonly string[], ...values: (string | number)[]): VNode {
  return <Display html={fill(strings, values)} />;
}

/** Can be reached by keyboard where it is too wide and scrolls. */
function Display({ html }: { html: string }): VNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current!;
    const measure = () => {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
      else element.removeAttribute('tabindex');
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return <div ref={ref} class="formula display" dangerouslySetInnerHTML={{ __html: html }} />;
}
