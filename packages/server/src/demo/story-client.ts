import type { ProblemModel } from '@leeway/contract';

/** How an application calls the server: a token, then JSON. Nothing here knows more than the API's documentation. */

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

export interface StoryClient {
  /** Any answer is an answer, also a denial. */
  ask<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  /** The body of a success. Throws with the server's sentence when it is none. */
  get<Body>(path: string): Promise<Body>;
  post<Body>(path: string, body: unknown): Promise<Body>;
}

export interface ClientParts {
  /** Of the running server; no slash at the end. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const sentenceOf = (body: unknown): string => {
  const { detail, error_description } = (body ?? {}) as Partial<ProblemModel> & {
    error_description?: string;
  };
  return detail ?? error_description ?? 'no reason given';
};

const bodyOf = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
};

const fetchToken = async ({ tokenUrl, clientId, clientSecret }: ClientParts): Promise<string> => {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const body = await bodyOf(response);
  if (!response.ok) throw new Error(`No token from ${tokenUrl}: ${response.status}, ${sentenceOf(body)}`);
  return (body as { access_token: string }).access_token;
};

/** Signs in. Throws when the server refuses. */
export const createStoryClient = async (parts: ClientParts): Promise<StoryClient> => {
  const token = await fetchToken(parts);
  const ask = async <Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${parts.baseUrl}/api/v1${path}`, { method, headers, ...sent });
    return { status: response.status, body: (await bodyOf(response)) as Body };
  };
  const succeed = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await ask<Body>(method, path, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${sentenceOf(answer.body)}`);
  };
  return {
    ask,
    get: (path) => succeed('GET', path),
    post: (path, body) => succeed('POST', path, body),
  };
};
