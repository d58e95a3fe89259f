import { useEffect, useRef } from 'preact/hooks';
import { reducedMotion } from '../shell/motion.ts';
import { cleared } from './board.ts';
import type { Flowing } from './flows.ts';
import { frames } from './frames.ts';
import type { Layout } from './layout.ts';
import { moveFlows, type Offsets, paintFlows } from './paint-flows.ts';

interface FlowsProps {
  readonly layout: Pick<Layout, 'width' | 'height'>;
  readonly flows: readonly Flowing[];
  readonly moves: boolean;
}

/** What flows, frame by frame while it moves; still where less movement is asked for. */
export function Flows({ layout: { width, height }, flows, moves }: FlowsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const offsets = useRef<Offsets>(new Map());
  const now = useRef(flows);
  now.current = flows;
  const going = moves && !reducedMotion();
  useEffect(() => {
    const paint = () => paintFlows(cleared(canvas.current!, width, height), now.current, offsets.current);
    if (!going) {
      paint();
      return undefined;
    }
    return frames(seconds => {
      moveFlows(offsets.current, now.current, seconds);
      paint();
    });
  }, [width, height, going, going ? undefined : flows]);
  return <canvas ref={canvas} />;
}
