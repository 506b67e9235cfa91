import { Code, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { SecretField } from '../../../ui/secret-field.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';

interface ClientSecretProps {
  readonly title: string;
  readonly client: Reply<'createScopedApiClient'>;
  readonly onClose: () => void;
}

/** Quoted for a shell: a secret somebody chose may hold anything but a line break. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const exampleOf = ({ clientId, clientSecret }: ClientSecretProps['client']): string =>
  [
    `curl ${location.origin}/oauth/token`,
    '  -d grant_type=client_credentials',
    `  -d client_id=${clientId}`,
    `  --data-urlencode client_secret=${quoted(clientSecret)}`,
  ].join(' \\\n');

/** Id and secret, once, and how a program signs in with them. */
export const ClientSecret = ({ title, client, onClose }: ClientSecretProps) => (
  <ShownOnce title={title} what="The secret is" onClose={onClose}>
    <SecretField label="Client id" value={client.clientId} />
    <SecretField label="Client secret" value={client.clientSecret} />
    <div>
      <Text size="sm" fw={500} mb={4}>
        A token is asked for like this
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {exampleOf(client)}
      </Code>
      <Text size="sm" c="dimmed" mt={4}>
        The answer&apos;s access_token goes into the header of each request: Authorization: Bearer …
      </Text>
    </div>
  </ShownOnce>
);
