import { useEffect, useMemo } from 'preact/hooks';
import { Button } from '../shell/controls.tsx';
import { Meter } from './quality.ts';
import type { Measured } from './quality-messages.ts';
import type { Images } from './store.ts';

const FIGURES: Readonly<Record<string, { readonly title: string; readonly share?: true }>> = {
  fd: { title: 'Fréchet distance' },
  recognisable: { title: 'recognisable', share: true },
  asked: { title: 'of the class asked for', share: true },
};

const NETWORKS: Readonly<Record<string, string>> = {
  digits: 'a classifier of digits',
  mobilenet: 'the first layers of MobileNetV2',
};

/** How good the samples are, beside what as many real images score. */
export function QualityRow({ images }: { readonly images: Images }) {
  const meter = useMemo(() => new Meter(images), [images]);
  useEffect(() => () => meter.dispose(), [meter]);
  const [state, quality] = [meter.state.value, meter.quality.value];
  const step = images.client.signals.step.value;
  const figures = quality?.figures.filter(({ name }) => name in FIGURES) ?? [];
  return (
    <section class="quality" aria-label="Quality">
      <Button disabled={state === 'preparing' || quality?.step === step} onClick={() => meter.start()}>
        Measure
      </Button>
      <div class="quality-figures">
        {figures.length > 0 && (
          <dl class="summary">
            {figures.map(figure => (
              <Shown key={figure.name} {...figure} />
            ))}
          </dl>
        )}
        <p class="muted small" role="status">
          {wordsOf(meter, state)}
        </p>
        {meter.fault.value && (
          <p class="fault small" role="alert">
            {meter.fault.value}
          </p>
        )}
      </div>
    </section>
  );
}

function wordsOf(meter: Meter, state: Meter['state']['value']): string {
  const quality = meter.quality.value;
  if (state === 'preparing') return 'Looking at real images…';
  if (!quality) return 'How near the samples are to real images, now and while it trains.';
  const { count, network } = meter.prepared.value!;
  return `Step ${quality.step.toLocaleString('en')}: ${count} samples and as many real images, seen through ${NETWORKS[network]}.`;
}

function Shown({ name, value, real }: Measured) {
  const { title, share } = FIGURES[name];
  const text = share ? percent : (x: number) => x.toPrecision(3);
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {text(value)} <span class="muted">real {text(real)}</span>
      </dd>
    </div>
  );
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
