import type { RecoveryCodesModel } from '@leeway/contract';
import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { send } from '../../../api/send.ts';
import { sessionQuery } from '../../../api/session.ts';
import { CredentialsForm } from '../../../ui/form/credentials-form.tsx';
import { RecoveryCodes } from '../../second-factor/recovery-codes.tsx';
import { SecondFactorKey } from '../../second-factor/second-factor-key.tsx';
import { Frame } from './frame.tsx';

const Codes = ({ codes }: { readonly codes: readonly string[] }) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const goOn = async () => {
    // Read anew here: nothing on this page shows the session, and the next one asks what is known of it.
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
    await navigate({ to: '/' });
  };
  return (
    <Frame
      title="Recovery codes"
      hint="Each signs you in once when the app is not at hand. They are shown only now: keep them in a safe place."
    >
      <RecoveryCodes codes={codes} />
      <Button onClick={goOn} fullWidth>
        I have kept them
      </Button>
    </Frame>
  );
};

/** For who must have a second factor and has none yet. */
const EnrolPage = () => {
  const confirm = useMutation({
    mutationFn: ({ code }: Readonly<Record<string, string>>) =>
      send('POST', '/console/second-factor/confirm', { body: { code } }) as Promise<RecoveryCodesModel>,
  });
  if (confirm.data) return <Codes codes={confirm.data.recoveryCodes} />;
  return (
    <Frame
      title="Set up a second factor"
      hint="This account asks everyone for one. Scan the picture with an authenticator app, then type the six digits it shows."
    >
      <SecondFactorKey />
      <CredentialsForm
        fields={[{ key: 'code', label: 'Code', autoComplete: 'one-time-code', inputMode: 'numeric' }]}
        button="Confirm"
        error={confirm.error}
        isBusy={confirm.isPending}
        onSubmit={confirm.mutate}
      />
      <Text size="xs" c="dimmed">
        Without a second factor nothing else of the console opens.
      </Text>
    </Frame>
  );
};

export default EnrolPage;
