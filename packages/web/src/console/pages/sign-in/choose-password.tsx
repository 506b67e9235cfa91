import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Problem } from '../../../api/problem.ts';
import { send } from '../../../api/send.ts';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { Frame } from './frame.tsx';

interface ChoosePasswordProps {
  readonly title: string;
  readonly hint: string;
  readonly button: string;
  /** Takes the token of the mail's link and the password. */
  readonly path: string;
  readonly done: string;
}

const field = {
  ...{ key: 'password', label: 'New password', autoComplete: 'new-password', isSecret: true },
  hint: 'Long is better than complicated: a few words that belong to nobody.',
};
const repeated = { key: 'repeated', label: 'The same again', autoComplete: 'new-password', isSecret: true };

/** Where the link of a mail leads to: a password is chosen, and then signed in with. */
export const ChoosePassword = ({ title, hint, button, path, done }: ChoosePasswordProps) => {
  const [{ token }] = useUrlSearch();
  const choose = useMutation({
    mutationFn: async ({ password, repeated: again }: Readonly<Record<string, string>>) => {
      if (password !== again) {
        throw new Problem(0, 'validationFailed', 'The passwords differ', 'Both fields must hold the same.');
      }
      await send('POST', path, { body: { token, password } });
    },
  });
  if (!token) {
    return (
      <Frame title={title}>
        <Text size="sm">The link is not complete. Open it from the mail once more, or copy all of it.</Text>
      </Frame>
    );
  }
  if (choose.isSuccess) {
    return (
      <Frame title={done}>
        <Button component={Link} to="/sign-in" fullWidth>
          Sign in
        </Button>
      </Frame>
    );
  }
  return (
    <Frame title={title} hint={hint}>
      <CredentialsForm
        fields={[field, repeated]}
        button={button}
        error={choose.error}
        isBusy={choose.isPending}
        onSubmit={choose.mutate}
      />
    </Frame>
  );
};
