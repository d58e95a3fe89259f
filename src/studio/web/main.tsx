import { render } from 'preact';
import { App } from './shell/app.tsx';
import './shell/theme.css';
import './shell/controls.css';

render(<App />, document.getElementById('app')!);
