import type { FunctionComponent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../shell/controls.tsx';
import { isEmbed } from '../shell/embed.ts';
import { ErrorBox, unloaded } from '../shell/error-box.tsx';
import type { PageProps } from '../shell/pages.ts';
import { route } from '../shell/route.ts';
import { arrived, scrolledTo } from '../shell/scroll.ts';
import './course.css';
import './print.css';
import { type LessonEntry, lessons } from './lessons.ts';
import { hashOf, type Place, placeOf, turned, turnOf } from './navigate.ts';
import { forgetProgress, LessonContext, solvedOf } from './progress.ts';
import type { Lesson } from './step.ts';
import { TakeAlong } from './take-along.tsx';
import { remember, remembered } from './teacher.ts';

/** The mathematics in order, each page live. */
export const Page: FunctionComponent<PageProps> = ({ rest }) => {
  const [teacher, setTeacher] = useState(() => remembered() && !isEmbed(route.peek()));
  const entry = lessons.find(({ slug }) => slug === rest[0]);
  const change = (on: boolean) => {
    remember(on);
    setTeacher(on);
  };
  useEffect(() => {
    document.title = `${entry?.title ?? 'Course'} · Saddle Studio`;
  }, [entry]);
  return (
    <div class={teacher ? 'course teacher' : 'course'}>
      {entry ? (
        <LessonView key={entry.slug} entry={entry} step={rest[1]} teacher={teacher} onTeacher={change} />
      ) : (
        <Contents wrong={rest[0]} teacher={teacher} onTeacher={change} />
      )}
    </div>
  );
};

interface TeacherProps {
  readonly teacher: boolean;
  readonly onTeacher: (on: boolean) => void;
}

function TeacherButton({ teacher, onTeacher }: TeacherProps) {
  return (
    <Button
      aria-pressed={teacher}
      title="Large type, one step at a time, arrow keys"
      onClick={() => onTeacher(!teacher)}
    >
      Teacher mode
    </Button>
  );
}

function Contents({ wrong, ...mode }: TeacherProps & { readonly wrong?: string }) {
  return (
    <div class="contents">
      <header class="lesson-header">
        <h1>The mathematics of GANs</h1>
        <TeacherButton {...mode} />
      </header>
      {wrong !== undefined && (
        <ErrorBox
          title="No such page"
          message={`There is no page '${wrong}'. These are the pages:`}
          kind="warn"
        />
      )}
      <p class="lead">
        From the entropy of a coin to why training a GAN fails and what helps. Every number and every curve is
        computed in this page while you look; whatever has a handle can be moved, with the pointer or with the
        arrow keys. Each page needs only the ones before it.
      </p>
      <ol class="lesson-list">
        {lessons.map(({ slug, title, question, exercises }) => (
          <li key={slug}>
            <a href={`#/course/${slug}`}>{title}</a>
            <span class="muted">{question}</span>
            <Marks slug={slug} exercises={exercises} />
          </li>
        ))}
      </ol>
      <Reset />
    </div>
  );
}

/** A mark for each exercise of a page, filled where it is solved. */
function Marks({ slug, exercises }: Pick<LessonEntry, 'slug' | 'exercises'>) {
  const solved = solvedOf(slug, exercises);
  return (
    <span class={solved === exercises.length ? 'marks all' : 'marks'} data-solved={solved}>
      {solved > 0 ? `${solved} of ${exercises.length} exercises solved` : `${exercises.length} exercises`}
    </span>
  );
}

function Reset() {
  const solved = lessons.reduce((sum, { slug, exercises }) => sum + solvedOf(slug, exercises), 0);
  if (solved === 0) return null;
  return (
    <p class="row">
      <span>
        You have solved {solved} of {lessons.reduce((sum, { exercises }) => sum + exercises.length, 0)}{' '}
        exercises; this browser remembers them.
      </span>
      <Button kind="quiet" onClick={forgetProgress}>
        Forget them
      </Button>
    </p>
  );
}

interface ViewProps extends TeacherProps {
  readonly entry: LessonEntry;
  readonly step: string | undefined;
}

function LessonView({ entry, step, ...mode }: ViewProps) {
  const [lesson, setLesson] = useState<Lesson>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    entry.load().then(setLesson, error => setFault(unloaded(error)));
  }, []);
  if (fault) {
    return (
      <ErrorBox title="The page could not be loaded" message={fault}>
        <Button onClick={() => location.reload()}>Reload the page</Button>
      </ErrorBox>
    );
  }
  if (!lesson) return <p class="loading">Loading…</p>;
  const place = placeOf(entry.slug, step, lesson.steps.length);
  return <Loaded lesson={lesson} place={place} {...mode} />;
}

function Loaded({ lesson, place, ...mode }: TeacherProps & { lesson: Lesson; place: Place }) {
  const number = lessons.findIndex(({ slug }) => slug === lesson.slug);
  useStepInView(place.step, mode.teacher);
  // A layout effect: what is drawn takes keys at once, and an effect would wait for a frame.
  useLayoutEffect(() => {
    if (!mode.teacher) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape') return mode.onTeacher(false);
      const turn = turnOf(event);
      if (turn === 0) return;
      event.preventDefault();
      const next = turned(place, turn, lesson.steps.length);
      if (next) location.hash = hashOf(next);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [mode.teacher, place.slug, place.step]);
  const alone = isEmbed(route.value);
  const shown = mode.teacher || alone ? [place.step] : lesson.steps.map((_, i) => i);
  if (alone)
    return (
      <article class="lesson">
        <h1 class="hidden-text">{lesson.title}</h1>
        {shown.map(i => (
          <StepView key={i} lesson={lesson} i={i} />
        ))}
      </article>
    );
  return (
    <article class="lesson">
      <header class="lesson-header">
        <div>
          <p class="crumb">
            <a href="#/course">Course</a>
            <span>
              {number + 1} of {lessons.length}
            </span>
          </p>
          <h1>{lesson.title}</h1>
        </div>
        <TeacherButton {...mode} />
      </header>
      {shown.map(i => (
        <StepView key={i} lesson={lesson} i={i} />
      ))}
      {mode.teacher ? (
        <Pager place={place} count={lesson.steps.length} />
      ) : (
        <>
          <TakeAlong lesson={lesson} />
          <Neighbours before={lessons[number - 1]} after={lessons[number + 1]} />
        </>
      )}
    </article>
  );
}

function StepView({ lesson: { slug, steps }, i }: { readonly lesson: Lesson; readonly i: number }) {
  const { title, View } = steps[i];
  return (
    <section class="lesson-step" id={`step-${i + 1}`} aria-label={title}>
      <h2>{title}</h2>
      <LessonContext.Provider value={slug}>
        <View />
      </LessonContext.Provider>
    </section>
  );
}

/** A new address shows its step; so does a change of the mode. What was seen before is scrolled to by the shell. */
function useStepInView(step: number, teacher: boolean): void {
  const before = useRef(teacher);
  useLayoutEffect(() => {
    const switched = before.current !== teacher;
    before.current = teacher;
    const given = scrolledTo() === undefined && step > 0;
    if (isEmbed(route.peek()) || (!switched && (teacher || !given))) return;
    arrived();
    if (teacher || step === 0) window.scrollTo({ top: 0 });
    else document.getElementById(`step-${step + 1}`)?.scrollIntoView();
  }, [step, teacher]);
}

function Neighbours({ before, after }: { before?: LessonEntry; after?: LessonEntry }) {
  return (
    <nav class="neighbours" aria-label="Pages of the course">
      {before ? (
        <a href={`#/course/${before.slug}`} rel="prev">
          <span class="muted small">Before</span>
          {before.title}
        </a>
      ) : (
        <span />
      )}
      {after ? (
        <a class="after" href={`#/course/${after.slug}`} rel="next">
          <span class="muted small">Next: {after.question}</span>
          {after.title}
        </a>
      ) : (
        <a class="after" href="#/lab">
          <span class="muted small">Now train one</span>
          The Lab
        </a>
      )}
    </nav>
  );
}

function Pager({ place, count }: { place: Place; count: number }) {
  const [back, on] = [turned(place, -1, count), turned(place, 1, count)];
  return (
    <nav class="pager" aria-label="Steps">
      {back ? <a href={hashOf(back)}>← Back</a> : <span />}
      <span class="where muted">
        step {place.step + 1} of {count}; arrow keys or Page Up and Page Down turn, Escape ends
        <progress max={count} value={place.step + 1} aria-label="Steps of this page" />
      </span>
      {on ? <a href={hashOf(on)}>Next →</a> : <span />}
    </nav>
  );
}
