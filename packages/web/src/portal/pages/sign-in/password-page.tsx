import { Anchor, Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Problem } from '../../../api/problem.ts';
import { send } from '../../../api/send.ts';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { paths } from '../../shell/paths.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Frame } from './frame.tsx';

const isLinkInvalid = (error: unknown): boolean =>
  error instanceof Problem && error.fields.some(({ field }) => field === 'token');

/** Where the links of mails lead to, the invitation's and the reset's: a password is chosen, and then signed in with. */
const PasswordPage = () => {
  const { choose: words, signIn, forgotten } = useTexts();
  const [{ token }] = useUrlSearch();
  const choose = useMutation({
    mutationFn: async ({ password, repeated }: Readonly<Record<string, string>>) => {
      if (password !== repeated) {
        throw new Problem(0, 'validationFailed', words.differ, words.differ);
      }
      await send('POST', '/portal/credentials/password', { body: { token, password } });
    },
  });
  if (!token || isLinkInvalid(choose.error)) {
    return (
      <Frame title={words.title}>
        <Text size="sm">{token ? words.linkInvalid : words.incomplete}</Text>
        <Anchor component={Link} to={paths.forgotten} size="sm">
          {forgotten.button}
        </Anchor>
      </Frame>
    );
  }
  if (choose.isSuccess) {
    return (
      <Frame title={words.done}>
        <Button component={Link} to={paths.signIn} fullWidth>
          {signIn.button}
        </Button>
      </Frame>
    );
  }
  return (
    <Frame title={words.title} hint={words.hint}>
      <CredentialsForm
        fields={[
          {
            ...{ key: 'password', label: words.password, hint: words.passwordHint },
            ...{ autoComplete: 'new-password', isSecret: true },
          },
          { key: 'repeated', label: words.repeated, autoComplete: 'new-password', isSecret: true },
        ]}
        button={words.button}
        error={choose.error}
        isBusy={choose.isPending}
        onSubmit={choose.mutate}
      />
    </Frame>
  );
};

export default PasswordPage;
