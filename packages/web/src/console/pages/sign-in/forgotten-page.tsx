import { Anchor, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { send } from '../../../api/send.ts';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { Frame } from './frame.tsx';

const back = (
  <Anchor component={Link} to="/sign-in" size="sm" ta="center">
    Back to the sign-in
  </Anchor>
);

const ForgottenPage = () => {
  const ask = useMutation({
    mutationFn: ({ email }: Readonly<Record<string, string>>) =>
      send('POST', '/console/password/forgotten', { body: { email } }),
  });
  if (ask.isSuccess) {
    return (
      <Frame title="Look into your mail">
        <Text size="sm" role="status">
          If this address belongs to somebody here, a mail with a link is on its way. The link works once, for
          a short time.
        </Text>
        {back}
      </Frame>
    );
  }
  return (
    <Frame title="Forgotten password" hint="A link to choose a new one comes by mail.">
      <CredentialsForm
        fields={[{ key: 'email', label: 'E-mail', autoComplete: 'email', inputMode: 'email' }]}
        button="Send the link"
        error={ask.error}
        isBusy={ask.isPending}
        onSubmit={ask.mutate}
      >
        {back}
      </CredentialsForm>
    </Frame>
  );
};

export default ForgottenPage;
