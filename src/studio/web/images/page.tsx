import { useEffect, useMemo } from 'preact/hooks';
import { Diagnosis } from '../lab/diagnosis.tsx';
import '../lab/lab.css';
import { Offer } from '../history/offer.tsx';
import { DropTarget, RunFile } from '../history/run-file.tsx';
import { Faults } from '../setup/faults.tsx';
import { useSpace } from '../shell/space.ts';
import { Arithmetic } from './arithmetic.tsx';
import { Bar } from './bar.tsx';
import { Charts } from './charts.tsx';
import { ClassRows } from './class-rows.tsx';
import { Classes } from './classes.ts';
import { Explore } from './explore.tsx';
import { Explorer } from './explorer.ts';
import { Gallery } from './gallery.tsx';
import { GeneratorFile } from './generator-file.tsx';
import './images.css';
import { Looked } from './looked.tsx';
import { Machine } from './machine.tsx';
import { MapsPanel } from './maps-open.ts';
import { Panel } from './panel.tsx';
import { Samples } from './samples.tsx';
import { IMAGES, Images } from './store.ts';

/** Train on images, and look into what was learned. */
export function Page() {
  const images = useMemo(() => new Images(), []);
  const explorer = useMemo(() => new Explorer(images), [images]);
  const classes = useMemo(() => new Classes(images), [images]);
  useEffect(() => {
    void images.open();
    return () => {
      explorer.dispose();
      classes.dispose();
      images.dispose();
    };
  }, [images]);
  useSpace(() => images.toggle());
  const scene = images.client.signals.scene.value;
  const run = scene?.run;
  return (
    <div class="lab">
      <h1 class="hidden-text">Images</h1>
      <div class="lab-main stack" data-content tabIndex={-1}>
        <Offer page={IMAGES} onContinue={(files, run) => void images.tryLoad(files, run)} />
        <Gallery images={images} />
        <Bar images={images} />
        <DropTarget
          title="The file was not opened"
          unopened={images.unopened}
          onDropped={given => void given.then(files => images.receive(files))}
        />
        <Faults bench={images} />
        <section class="panel stack" aria-label="Samples">
          <Samples images={images} explorer={explorer} />
        </section>
        {scene && (
          <div class="images-look">
            <div class="stack">
              {run && <Looked images={images} explorer={explorer} scene={scene} run={run} />}
              {run && <MapsPanel explorer={explorer} />}
              <Arithmetic images={images} explorer={explorer} scene={scene} />
            </div>
            <div class="stack">
              <Explore explorer={explorer} scene={scene} />
              {run?.dataClasses && <ClassRows classes={classes} scene={scene} />}
            </div>
          </div>
        )}
        {run && (
          <section class="panel" aria-label="Numbers">
            <Charts images={images} />
          </section>
        )}
        <div class="lab-below">
          {run && <Diagnosis lab={images} />}
          <Machine images={images} />
          <GeneratorFile images={images} />
          <RunFile
            history={images.client.history}
            status={images.client.signals.status}
            title={images.title}
            onOpen={given => images.receive(given)}
          >
            A zip of a run folder, with all state: Node goes on with it, and what Node trained on images opens
            here, as the zip that <code>npx saddle pack</code> makes or as the folder.
          </RunFile>
        </div>
      </div>
      <Panel images={images} />
    </div>
  );
}
