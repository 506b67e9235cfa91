import { Anchor, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { send } from '../../../api/send.ts';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { useBranding } from '../../branding/branding.ts';
import { paths } from '../../shell/paths.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Frame } from './frame.tsx';

const ForgottenPage = () => {
  const { forgotten: words, signIn } = useTexts();
  const { tenant } = useBranding();
  const ask = useMutation({
    mutationFn: ({ email = '' }: Readonly<Record<string, string>>) =>
      send('POST', '/portal/api/v1/password/forgotten', {
        body: { tenant: tenant.slug, email: email.trim() },
      }),
  });
  const back = (
    <Anchor component={Link} to={paths.signIn} size="sm" ta="center">
      {words.back}
    </Anchor>
  );
  if (ask.isSuccess) {
    return (
      <Frame title={words.doneTitle}>
        <Text size="sm" role="status">
          {words.done}
        </Text>
        {back}
      </Frame>
    );
  }
  return (
    <Frame title={words.title} hint={words.hint}>
      <CredentialsForm
        fields={[{ key: 'email', label: signIn.email, autoComplete: 'email', inputMode: 'email' }]}
        button={words.button}
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
