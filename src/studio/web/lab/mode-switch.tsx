import { Segmented } from '../shell/controls.tsx';
import { chooseMode, type Mode, mode } from './mode.ts';

const MODES = [
  { value: 'simple', label: 'Simple' },
  { value: 'full', label: 'Full' },
] as const satisfies readonly { value: Mode; label: string }[];

/** How much of the lab is shown. */
export function ModeSwitch() {
  return <Segmented label="View" value={mode.value} options={MODES} onChange={chooseMode} />;
}
