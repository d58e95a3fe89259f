import { render } from 'preact';
import '../studio/web/shell/theme.css';
import '../studio/web/shell/controls.css';
import './page.css';
import { App } from './app.tsx';
import { openEmbedded } from './embedded.ts';

const place = document.getElementById('app')!;

function refused({ message }: Error): void {
  const fault = (
    <main>
      <p class="notice bad" role="alert">
        The generator does not open: {message}. It needs a browser of 2023 or newer with WebAssembly.
      </p>
    </main>
  );
  render(fault, place);
}

openEmbedded().then(client => render(<App client={client} />, place), refused);
