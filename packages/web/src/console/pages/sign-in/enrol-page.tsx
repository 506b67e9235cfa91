import type { RecoveryCodesModel, SecondFactorEnrolmentModel } from '@leeway/contract';
import { Anchor, Button, Code, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { send } from '../../../api/send.ts';
import { sessionKey } from '../../../api/session.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { Frame } from './frame.tsx';

const RecoveryCodes = ({ codes }: { readonly codes: readonly string[] }) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const goOn = async () => {
    await client.invalidateQueries({ queryKey: sessionKey });
    await navigate({ to: '/' });
  };
  return (
    <Frame
      title="Recovery codes"
      hint="Each signs you in once when the app is not at hand. They are shown only now: keep them in a safe place."
    >
      <Code block fz="md">
        {codes.join('\n')}
      </Code>
      <Button onClick={goOn} fullWidth>
        I have kept them
      </Button>
    </Frame>
  );
};

/** For who must have a second factor and has none yet. */
const EnrolPage = () => {
  const { data, error, refetch } = useQuery({
    queryKey: ['second-factor-enrolment'],
    queryFn: () => send('POST', '/console/second-factor') as Promise<SecondFactorEnrolmentModel>,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const confirm = useMutation({
    mutationFn: ({ code }: Readonly<Record<string, string>>) =>
      send('POST', '/console/second-factor/confirm', { body: { code } }) as Promise<RecoveryCodesModel>,
  });
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} />;
  return (
    <Frame
      title="Set up a second factor"
      hint="This account asks everyone for one. Enter the key into an authenticator app, then type the six digits it shows."
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      <Stack gap={6}>
        {data ? (
          <>
            <Code block fz="md" aria-label="Key for the authenticator app">
              {data.secret.match(/.{1,4}/g)?.join(' ')}
            </Code>
            <Anchor href={data.uri} size="sm">
              Open in an app on this device
            </Anchor>
          </>
        ) : (
          !error && <Skeleton h={56} />
        )}
      </Stack>
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
