/** For tests: asks token URLs as OAuth clients do. */

export const grant = { grant_type: 'client_credentials' };

/** The Authorization header of RFC 6749, section 2.3.1. */
export const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly access_token: string;
    readonly scope: string;
    readonly error?: string;
    readonly error_description?: string;
  };
}

export type TokenForm = Record<string, string> | [string, string][] | string;

export type TokenPost = (
  url: string,
  form: TokenForm,
  headers?: Record<string, string>,
) => Promise<TokenAnswer>;

export const postForToken: TokenPost = async (url, form, headers = {}) => {
  const body = typeof form === 'string' ? form : new URLSearchParams(form);
  const response = await fetch(url, { method: 'POST', body, headers });
  const answer = (await response.json()) as TokenAnswer['body'];
  return { status: response.status, headers: response.headers, body: answer };
};
