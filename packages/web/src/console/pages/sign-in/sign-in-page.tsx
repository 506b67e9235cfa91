import type { SecondFactorChallengeModel, SignInOptionsModel } from '@leeway/contract';
import { Alert, Anchor, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../../api/problem.ts';
import { send } from '../../../api/send.ts';
import { type Session, sessionKey } from '../../../api/session.ts';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { Frame } from './frame.tsx';

type Answer = Session | SecondFactorChallengeModel;

/** What an OpenID provider's sign-in that failed comes back with. */
const openIdProblems: Readonly<Record<string, string>> = {
  openIdRejected: 'The sign-in with your organisation was not accepted, or took too long. Try again.',
  openIdUnknownUser: 'Nobody here has your e-mail address. Ask an Account Administrator for an invitation.',
  authorityUnavailable: "Your organisation's sign-in does not answer. Try again later, or use your password.",
  tooManyRequests: 'Too many attempts. Wait a moment, then try again.',
  notFound: 'This account offers no sign-in with an organisation. Use your password.',
};

const whoOf = (name = '') => (name.includes('@') ? { email: name.trim() } : { username: name.trim() });

const asksForTenant = (error: unknown): boolean =>
  error instanceof Problem && error.fields.some(({ field }) => field === 'tenant');

/** Goes where the reader wanted to, an address of the console: whoever wrote the link does not choose another one. */
const useEntry = () => {
  const [{ next }] = useUrlSearch();
  const client = useQueryClient();
  const router = useRouter();
  return (session: Session) => {
    client.clear();
    client.setQueryData(sessionKey, session);
    const within = next && /^\/(?![/\\])/.test(next) ? next.replace(/^\/console(?=\/|$)/, '') : '/';
    router.history.push(`/console${within}`);
  };
};

const nameField = { key: 'name', label: 'E-mail or user name', autoComplete: 'username' };
const passwordField = {
  ...{ key: 'password', label: 'Password', autoComplete: 'current-password' },
  isSecret: true,
};
const tenantField = {
  ...{ key: 'tenant', label: 'Account', autoComplete: 'organization' },
  hint: 'Several accounts know this name: write the short name of yours.',
};

const CodeStep = ({ token, onBack }: { readonly token: string; readonly onBack: () => void }) => {
  const enter = useEntry();
  const confirm = useMutation({
    mutationFn: ({ code }: Readonly<Record<string, string>>) =>
      send('POST', '/console/session/second-factor', { body: { token, code } }) as Promise<Session>,
    onSuccess: enter,
  });
  return (
    <Frame
      title="Second factor"
      hint="The six digits that your authenticator app shows now, or a recovery code."
    >
      <CredentialsForm
        fields={[{ key: 'code', label: 'Code', autoComplete: 'one-time-code' }]}
        button="Sign in"
        error={confirm.error}
        isBusy={confirm.isPending}
        onSubmit={confirm.mutate}
      >
        <Button variant="subtle" onClick={onBack}>
          Begin again
        </Button>
      </CredentialsForm>
    </Frame>
  );
};

const OpenIdLink = ({ tenant }: { readonly tenant: string | undefined }) => {
  const { data } = useQuery({
    queryKey: ['sign-in-options', tenant],
    queryFn: ({ signal }) =>
      send('GET', `/console/sign-in-options${tenant ? `?tenant=${encodeURIComponent(tenant)}` : ''}`, {
        signal,
      }) as Promise<SignInOptionsModel>,
    retry: false,
  });
  if (!data?.openIdUrl) return null;
  return (
    <Button component="a" href={data.openIdUrl} variant="default" fullWidth>
      Sign in with your organisation
    </Button>
  );
};

const SignInPage = () => {
  const [{ problem, tenant }] = useUrlSearch();
  const enter = useEntry();
  const [challenge, setChallenge] = useState<string | null>(null);
  const signIn = useMutation({
    mutationFn: ({ name, password, tenant: named = tenant }: Readonly<Record<string, string>>) =>
      send('POST', '/console/session', {
        body: { ...whoOf(name), password, ...(named ? { tenant: named } : {}) },
      }) as Promise<Answer>,
    onSuccess: (answer) => ('user' in answer ? enter(answer) : setChallenge(answer.secondFactor.token)),
  });
  if (challenge) return <CodeStep token={challenge} onBack={() => setChallenge(null)} />;
  const fields = asksForTenant(signIn.error)
    ? [nameField, passwordField, tenantField]
    : [nameField, passwordField];
  return (
    <Frame title="Sign in">
      {problem && (
        <Alert role="alert" color="var(--lw-overdraft)" variant="outline" title="Not signed in">
          {openIdProblems[problem] ?? 'Try again.'}
        </Alert>
      )}
      <CredentialsForm
        fields={fields}
        button="Sign in"
        error={signIn.error}
        isBusy={signIn.isPending}
        onSubmit={signIn.mutate}
      >
        <OpenIdLink tenant={tenant} />
        <Anchor component={Link} to="/forgotten" size="sm" ta="center">
          Forgotten your password?
        </Anchor>
      </CredentialsForm>
    </Frame>
  );
};

export default SignInPage;
