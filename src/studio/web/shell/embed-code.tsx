import { useState } from 'preact/hooks';
import { Button } from './controls.tsx';
import './embed.css';
import { embedCode, type Panel } from './embed.ts';
import { isOwnServer } from './served.ts';

/** In the place of an address that only this machine can open. */
const ELSEWHERE = 'https://your-site.example/';

const COPIED = 'Embed code copied.';
const BY_HAND = 'Copying is not allowed here: mark the code and copy it by hand.';
const OWN =
  'This server is for this machine alone, and no other site may show its pages: put the static build on a host, and its address into the code in the place of https://your-site.example/.';

/** Copies the HTML that shows a panel in another site, and shows it. */
export function EmbedCode({ panel }: { readonly panel: () => Panel }) {
  const [code, setCode] = useState('');
  const [said, setSaid] = useState('');
  const copy = async () => {
    const own = isOwnServer();
    const made = panel();
    const address = own ? ELSEWHERE + new URL(made.address).hash : made.address;
    const text = embedCode({ ...made, address });
    setCode(text);
    const copied = await (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
      () => COPIED,
      () => BY_HAND,
    );
    setSaid(own ? `${copied} ${OWN}` : copied);
  };
  return (
    <>
      <Button onClick={() => void copy()}>Copy embed code</Button>
      {code && <pre class="command embed-code">{code}</pre>}
      <p class="muted small" role="status">
        {said}
      </p>
    </>
  );
}
