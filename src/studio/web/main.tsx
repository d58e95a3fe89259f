import { render } from 'preact';
import { App } from './shell/app.tsx';
import './shell/theme.css';
import './shell/controls.css';
import { workOffline } from './offline/register.ts';

render(<App />, document.getElementById('app')!);
workOffline();
