const TIMEOUT_MS = 10_000;

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * The answer of a server, as JSON where it is.
 * @throws Error in one sentence when it cannot be reached or refuses
 */
export async function ask<T>(url: string, { method = 'POST', headers, body }: Request = {}): Promise<T> {
  const sent = {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
  const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(error => {
    throw new Error(`${new URL(url).origin} does not answer (${(error as Error).cause ?? error})`);
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} refuses with ${response.status}: ${text.slice(0, 200)}`);
  return (text === '' ? {} : JSON.parse(text)) as T;
}
