import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { palette } from '../diagram/palette.ts';
import { painter } from '../shell/canvas.ts';
import { dark } from '../shell/theme.ts';
import type { Explorer } from './explorer.ts';
import type { LayerMaps } from './maps.ts';
import './maps.css';

/** What the layers of both networks make of the image that is looked at. */
export function MapsPanel({ explorer }: { readonly explorer: Explorer }) {
  useEffect(() => {
    explorer.wantsMaps.value = true;
    return () => {
      explorer.wantsMaps.value = false;
    };
  }, [explorer]);
  const maps = explorer.looks.value?.maps;
  if (!maps) return null;
  const { generator = [], discriminator } = maps;
  const none = generator.length + discriminator.length === 0;
  return (
    <section class="panel stack" aria-label="Layer by layer">
      <h2>Layer by layer</h2>
      {none && <p class="muted">These networks have no feature maps: their layers are dense.</p>}
      {generator.length > 0 && <Way title="Generator: noise grows to an image" layers={generator} />}
      {discriminator.length > 0 && (
        <Way title="Discriminator: an image shrinks to an answer" layers={discriminator} />
      )}
      {!none && (
        <p class="muted small">
          Each square is a channel of a layer, of the chosen image: teal above 0, violet below. Those that
          vary most are shown.
        </p>
      )}
    </section>
  );
}

function Way({ title, layers }: { readonly title: string; readonly layers: readonly LayerMaps[] }) {
  return (
    <div class="maps">
      <h3>{title}</h3>
      <ol>
        {layers.map((layer, i) => (
          <li key={i}>
            <span class="muted small">
              {layer.height} × {layer.width}
            </span>
            <div class="maps-row">
              {Array.from(layer.shown, (channel, k) => (
                <Channel key={k} layer={layer} place={k} channel={channel} />
              ))}
            </div>
            <span class="muted small">
              {layer.channels > layer.shown.length && `+${layer.channels - layer.shown.length} more`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface ChannelProps {
  readonly layer: LayerMaps;
  readonly place: number;
  readonly channel: number;
}

function Channel({ layer, place, channel }: ChannelProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width } = layer;
  useLayoutEffect(() => paint(canvas.current!, layer, place), [layer, place, dark.value]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={`channel ${channel + 1} of ${layer.channels}, ${height} × ${width}`}
    />
  );
}

/** Colours by the largest value of the layer's shown channels. */
function paint(canvas: HTMLCanvasElement, { height, width, values }: LayerMaps, place: number): void {
  const { rgb } = palette();
  const most = values.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-9);
  const ctx = painter(canvas);
  const image = ctx.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const value = values[place * width * height + i];
    const strength = Math.abs(value) / most;
    const tone = value > 0 ? rgb.plus : rgb.minus;
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = rgb.panel[c] + strength * (tone[c] - rgb.panel[c]);
    image.data[4 * i + 3] = 255;
  }
  ctx.putImageData(image, 0, 0);
}
