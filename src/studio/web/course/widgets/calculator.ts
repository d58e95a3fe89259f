/** Names that an answer may use. Logarithms are natural, as in the course. */
const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  inf: Infinity,
  infinity: Infinity,
};
const calls: Readonly<Record<string, (x: number) => number>> = {
  log: Math.log,
  ln: Math.log,
  log2: Math.log2,
  exp: Math.exp,
  sqrt: Math.sqrt,
};

const TOKEN = /\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+|log2|[a-z]+|[-+*/^()])/y;

/** "−ln 4, 1/3 or 0,25" as plain ASCII. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[−–]/g, '-')
    .replaceAll('∞', 'inf')
    .replaceAll('π', 'pi')
    .replaceAll('√', 'sqrt')
    .replaceAll(/[·×]/g, '*')
    .replaceAll(/(\d),(\d)/g, '$1.$2');
}

function tokenize(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    tokens.push(match[1]);
  }
  return tokens;
}

/** Recursive descent: sum → product → sign → power → atom; `log 4` needs no parentheses. */
class Reader {
  private at = 0;
  private readonly tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  whole(): number {
    const value = this.sum();
    return this.at === this.tokens.length ? value : Number.NaN;
  }

  private take(...wanted: string[]): string | undefined {
    return wanted.includes(this.tokens[this.at]) ? this.tokens[this.at++] : undefined;
  }

  private sum(): number {
    let value = this.product();
    for (let sign = this.take('+', '-'); sign; sign = this.take('+', '-')) {
      value += sign === '+' ? this.product() : -this.product();
    }
    return value;
  }

  private product(): number {
    let value = this.signed();
    for (let sign = this.take('*', '/'); sign; sign = this.take('*', '/')) {
      value = sign === '*' ? value * this.signed() : value / this.signed();
    }
    return value;
  }

  private signed(): number {
    if (this.take('-')) return -this.signed();
    if (this.take('+')) return this.signed();
    return this.power();
  }

  private power(): number {
    const base = this.atom();
    return this.take('^') ? base ** this.signed() : base;
  }

  private atom(): number {
    if (this.take('(')) {
      const value = this.sum();
      return this.take(')') ? value : Number.NaN;
    }
    const token = this.tokens[this.at++] ?? '';
    if (Object.hasOwn(calls, token)) return calls[token](this.atom());
    return Object.hasOwn(constants, token) ? constants[token] : token === '' ? Number.NaN : Number(token);
  }
}

/** The value of an answer such as `0.25`, `1/3`, `-log 4` or `sqrt(2)/2`; NaN where it is none. */
export function calculate(text: string): number {
  const tokens = tokenize(plain(text));
  return tokens && tokens.length > 0 ? new Reader(tokens).whole() : Number.NaN;
}
