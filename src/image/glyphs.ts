/**
 * A stroke font for plot labels. Units: a digit is 14 high, the baseline is y = 0, y upwards. Path
 * language: `M x y` moves, `L x y` draws a line, `A cx cy rx ry from to` draws an elliptic arc
 * from one angle to another, in degrees.
 */
const GLYPHS: Readonly<Record<string, readonly [advance: number, path: string]>> = {
  ' ': [6, ''],
  '0': [12, 'A 4.5 7 4.3 7 0 360'],
  '1': [12, 'M 1.5 11 L 5.2 14 L 5.2 0'],
  '2': [12, 'A 4.5 9.8 4.1 4.2 165 -38 L 0.3 0 L 8.8 0'],
  '3': [12, 'A 4.3 10.6 3.7 3.4 155 -90 A 4.3 3.6 4.3 3.6 90 -155'],
  '4': [12, 'M 6.6 0 L 6.6 14 L 0 4.2 L 9 4.2'],
  '5': [12, 'M 8 14 L 1.6 14 L 0.9 7.4 A 4.3 4.5 4.4 4.5 140 -150'],
  '6': [12, 'A 4.5 4.4 4.3 4.4 0 360 M 0.2 4.8 A 7.5 5 7.3 9 180 95'],
  '7': [12, 'M 0.3 14 L 9 14 L 3 0'],
  '8': [12, 'A 4.5 10.6 3.6 3.4 0 360 A 4.5 3.6 4.3 3.6 0 360'],
  '9': [12, 'A 4.5 9.6 4.3 4.4 0 360 M 8.8 9.2 A 1.5 9 7.3 9 0 -85'],
  '-': [12, 'M 1.2 6 L 8.4 6'],
  '+': [12, 'M 1.2 6 L 8.4 6 M 4.8 2.4 L 4.8 9.6'],
  '.': [5, 'A 1.6 0.4 0.4 0.4 0 360'],
  a: [11.5, 'A 4.3 5 4.1 5 0 360 M 8.4 10 L 8.4 0'],
  b: [11.5, 'M 1 14.5 L 1 0 A 5.1 5 4.1 5 0 360'],
  c: [10, 'A 4.6 5 4.4 5 50 310'],
  d: [11.5, 'A 4.3 5 4.1 5 0 360 M 8.4 14.5 L 8.4 0'],
  e: [11, 'M 0.2 5 L 8.8 5 A 4.5 5 4.3 5 0 315'],
  f: [7, 'M 2.6 0 L 2.6 11.5 A 5.2 11.5 2.6 3 180 80 M 0 10 L 5.6 10'],
  g: [11.5, 'A 4.3 5 4.1 5 0 360 M 8.4 10 L 8.4 -1 A 4.4 -1 4 3.4 0 -150'],
  h: [11, 'M 1 14.5 L 1 0 M 1 6.4 A 4.5 6.4 3.5 3.6 180 0 L 8 0'],
  i: [4.5, 'M 1 10 L 1 0 A 1 13.4 0.3 0.3 0 360'],
  j: [5, 'M 2 10 L 2 -1.5 A 0 -1.5 2 2.6 0 -90 A 2 13.4 0.3 0.3 0 360'],
  k: [9.5, 'M 1 14.5 L 1 0 M 7.4 10 L 1 4.2 M 3.6 6.6 L 8 0'],
  l: [4.5, 'M 1 14.5 L 1 0'],
  m: [16, 'M 1 10 L 1 0 M 1 6.6 A 4 6.6 3 3.4 180 0 L 7 0 M 7 6.6 A 10 6.6 3 3.4 180 0 L 13 0'],
  n: [11, 'M 1 10 L 1 0 M 1 6.4 A 4.5 6.4 3.5 3.6 180 0 L 8 0'],
  o: [11, 'A 4.5 5 4.3 5 0 360'],
  p: [11.5, 'M 1 10 L 1 -4 M 1 5 A 5.1 5 4.1 5 180 -180'],
  q: [11.5, 'A 4.3 5 4.1 5 0 360 M 8.4 10 L 8.4 -4'],
  r: [7.5, 'M 1 10 L 1 0 M 1 5.6 A 5 5.6 4 4.4 180 75'],
  s: [9.5, 'A 4 7.5 3.1 2.5 40 270 A 4 2.5 3.5 2.5 90 -145'],
  t: [8, 'M 3 13 L 3 2.8 A 5.6 2.8 2.6 2.8 180 280 M 0.2 10 L 6 10'],
  u: [11, 'M 1 10 L 1 3.6 A 4.5 3.6 3.5 3.6 180 360 M 8 10 L 8 0'],
  v: [9.5, 'M 0.2 10 L 4.2 0 L 8.2 10'],
  w: [14, 'M 0.2 10 L 3.2 0 L 6.2 10 L 9.2 0 L 12.2 10'],
  x: [9.5, 'M 0.4 10 L 8 0 M 8 10 L 0.4 0'],
  y: [9.5, 'M 0.2 10 L 4.4 0 M 8.4 10 L 3.4 -2.4 L 2.2 -3.8 L 0.4 -4'],
  z: [9.5, 'M 0.6 10 L 8 10 L 0.4 0 L 8.2 0'],
};

type Stroke = readonly [x0: number, y0: number, x1: number, y1: number];

/** How far the pen moves on after a character; unknown ones are blank. */
export function glyphAdvance(character: string): number {
  return (GLYPHS[character] ?? GLYPHS[' '])[0];
}

/** The segments that draw a character. */
export function glyphStrokes(character: string): Stroke[] {
  const words = (GLYPHS[character] ?? GLYPHS[' '])[1].split(' ');
  const strokes: Stroke[] = [];
  let pen: readonly [number, number] = [0, 0];
  for (let i = 0; i < words.length; ) {
    const command = words[i];
    const count = command === 'A' ? 6 : 2;
    const values = words.slice(i + 1, i + 1 + count).map(Number);
    const points = command === 'A' ? arc(values) : [values as unknown as readonly [number, number]];
    if (command === 'L') points.unshift(pen);
    for (let k = 1; k < points.length; k++)
      strokes.push([...points[k - 1], ...points[k]] as unknown as Stroke);
    pen = points[points.length - 1];
    i += count + 1;
  }
  return strokes;
}

function arc([cx, cy, rx, ry, from, to]: readonly number[]): (readonly [number, number])[] {
  const steps = Math.ceil(Math.abs(to - from) / 15);
  return Array.from({ length: steps + 1 }, (_, k) => {
    const angle = ((from + ((to - from) * k) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
  });
}
