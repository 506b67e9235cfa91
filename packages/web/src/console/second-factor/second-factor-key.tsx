import type { SecondFactorEnrolmentModel } from '@leeway/contract';
import { Anchor, Code, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { send } from '../../api/send.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { QrCode } from './qr-code.tsx';

/** What an authenticator app is given: a picture to scan, the key to type in, and a link for an app on this device. */
export const SecondFactorKey = () => {
  const { data, error, refetch } = useQuery({
    queryKey: ['second-factor-enrolment'],
    queryFn: () => send('POST', '/console/second-factor') as Promise<SecondFactorEnrolmentModel>,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data) return <Skeleton h={300} />;
  return (
    <Stack gap={8}>
      <QrCode text={data.uri} label="QR code for the authenticator app" />
      <Text size="sm" c="dimmed">
        Or type this key in:
      </Text>
      <Code block fz="md" aria-label="Key for the authenticator app" style={{ whiteSpace: 'pre-wrap' }}>
        {data.secret.match(/.{1,4}/g)?.join(' ')}
      </Code>
      <Anchor href={data.uri} size="sm">
        Open in an app on this device
      </Anchor>
    </Stack>
  );
};
