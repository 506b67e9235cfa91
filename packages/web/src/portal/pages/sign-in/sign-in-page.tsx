import { Alert, Anchor, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { useBranding } from '../../branding/branding.ts';
import { signIn } from '../../session/session.ts';
import { paths } from '../../shell/paths.ts';
import type { Texts } from '../../texts/en.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Frame } from './frame.tsx';

/** What a sign-in elsewhere that failed comes back with, in words. */
const problemText = ({ signIn: words, problems }: Texts, problem: string): string => {
  switch (problem) {
    case 'link':
      return words.linkTooOld;
    case 'openIdRejected':
    case 'openIdUnknownUser':
    case 'authorityUnavailable':
      return words[problem];
    case 'tooManyRequests':
      return problems.tooManyRequests[1];
    default:
      return words.other;
  }
};

/** Where the reader wanted to go, a page of this portal: whoever wrote the link does not choose another place. */
const within = (next: string | undefined): string =>
  next && /^\/(?![/\\])/.test(next) ? next : paths.overview;

const SignInPage = () => {
  const texts = useTexts();
  const { signIn: words } = texts;
  const [{ problem, next }] = useUrlSearch();
  const { tenant, openIdUrl } = useBranding();
  const client = useQueryClient();
  const navigate = useNavigate();
  const enter = useMutation({
    mutationFn: ({ email = '', password = '' }: Readonly<Record<string, string>>) =>
      signIn(client, { tenant: tenant.slug, email: email.trim(), password }),
    onSuccess: () => navigate({ to: within(next) }),
  });
  return (
    <Frame title={words.title}>
      {problem && (
        <Alert
          role="alert"
          color="var(--lw-overdraft)"
          variant="outline"
          title={words.problemTitle}
          styles={{ message: { color: 'var(--lw-text)' } }}
        >
          {problemText(texts, problem)}
        </Alert>
      )}
      <CredentialsForm
        fields={[
          { key: 'email', label: words.email, autoComplete: 'username', inputMode: 'email' },
          { key: 'password', label: words.password, autoComplete: 'current-password', isSecret: true },
        ]}
        button={words.button}
        error={enter.error}
        isBusy={enter.isPending}
        onSubmit={enter.mutate}
      >
        {openIdUrl && (
          <Button component="a" href={openIdUrl} variant="default" fullWidth>
            {words.openId}
          </Button>
        )}
        <Anchor component={Link} to={paths.forgotten} size="sm" ta="center">
          {words.forgotten}
        </Anchor>
      </CredentialsForm>
    </Frame>
  );
};

export default SignInPage;
