import type { RoleName } from '@leeway/contract';
import { TOTP } from 'otpauth';
import type { Answer, Leeway } from './leeway.ts';
import { consoleOf, type Person, password, signedIn } from './people.ts';

/** A second factor as a person has it: an authenticator app, and a sheet with recovery codes. */

export const stepMs = 30_000;

export interface App {
  /** What the app shows; `steps` away from now. */
  code(steps?: number): string;
  readonly recoveryCodes: readonly string[];
}

/** What an app makes of the secret, at the test's clock. */
export const codesOf =
  ({ clock }: Pick<Leeway, 'clock'>, secret: string) =>
  (steps = 0): string =>
    new TOTP({ secret }).generate({ timestamp: clock.now() + steps * stepMs });

/** Sets a second factor up; the first code is used thereby, and the clock moved to the next one. */
export const enrol = async (
  leeway: Pick<Leeway, 'baseUrl' | 'clock'>,
  { authorization }: Pick<Person, 'authorization'>,
): Promise<App> => {
  const console = consoleOf(leeway);
  const begun = await console('POST', '/console/second-factor', undefined, { authorization });
  if (begun.status !== 201) throw new Error(`not begun: ${JSON.stringify(begun.body)}`);
  const code = codesOf(leeway, begun.body.secret);
  const confirmed = await console(
    'POST',
    '/console/second-factor/confirm',
    { code: code() },
    { authorization },
  );
  if (confirmed.status !== 200) throw new Error(`not confirmed: ${JSON.stringify(confirmed.body)}`);
  leeway.clock.advance(stepMs);
  return { code, recoveryCodes: confirmed.body.recoveryCodes };
};

export interface Secured extends Person {
  readonly app: App;
}

/** People who sign in in two steps, and those who could. */
export const twoStepsOf = (leeway: Leeway) => {
  const console = consoleOf(leeway);
  let people = 0;
  const fresh = (role: RoleName = 'Viewer'): Promise<Person> => {
    people += 1;
    return signedIn(leeway, `person${people}`, role);
  };
  const signIn = (username: string): Promise<Answer> =>
    console('POST', '/console/session', { username, password, as: 'token' });
  const challengeOf = async (username: string): Promise<string> => {
    const { status, body } = await signIn(username);
    if (status !== 202) throw new Error(`no code is asked for: ${status} ${JSON.stringify(body)}`);
    return body.secondFactor.token;
  };
  const answer = (token: string, code: string, more: object = { as: 'token' }): Promise<Answer> =>
    console('POST', '/console/session/second-factor', { token, code, ...more });
  return {
    /** Somebody without a second factor, who is signed in. */
    fresh,
    /** Somebody with a second factor, who is signed in. */
    secured: async (role?: RoleName): Promise<Secured> => {
      const person = await fresh(role);
      return { ...person, app: await enrol(leeway, person) };
    },
    who: ({ authorization }: Pick<Person, 'authorization'>): Promise<Answer> =>
      console('GET', '/console/session', undefined, { authorization }),
    /** With the password, as a program. */
    signIn,
    /** The token that goes with a code. */
    challengeOf,
    answer,
    signInWith: async (username: string, code: string): Promise<Answer> =>
      answer(await challengeOf(username), code),
  };
};
