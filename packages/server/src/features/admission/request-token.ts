import type { Static, TSchema } from 'typebox';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { refuseNulIn } from '../../platform/http/tolerance.ts';
import { faultFinder, parseJson } from '../../platform/http/validation.ts';

/**
 * What a client without a network asks, carried by hand: the base64url text of the JSON that it would have sent. It is
 * not signed, because it proves nothing: who brings it is the API client, and what it may open its credentials tell.
 */

const contentOf = (token: string): unknown => {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(token)) throw invalid('token', 'is no base64url text');
  try {
    return parseJson(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw invalid('token', 'holds no JSON');
  }
};

/** Makes a reader of tokens that hold what `schema` says; it throws 422 naming `token`. */
export const requestTokenReader = <Schema extends TSchema>(
  schema: Schema,
  tolerate: (content: unknown) => unknown = (content) => content,
): ((token: string) => Static<Schema>) => {
  const faultsOf = faultFinder(schema);
  return (token) => {
    const content = tolerate(contentOf(token));
    try {
      refuseNulIn(content);
    } catch (error) {
      if (error instanceof ApiProblem) throw invalid('token', `what it holds: ${error.message}`);
      throw error;
    }
    const [fault] = faultsOf(content);
    if (fault) throw invalid('token', `what it holds: ${fault.propertyName || 'it'} ${fault.message}`);
    return content as Static<Schema>;
  };
};
