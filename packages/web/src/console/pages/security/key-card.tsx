import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { SecretField } from '../../../ui/secret-field.tsx';

/** The public key others verify our signatures with. */
export const KeyCard = () => {
  const mayRead = useMay('key:read', 'api:admin');
  const { data } = useApi('getAccountKey', {}, { enabled: mayRead });
  if (!data) return null;
  return (
    <Card
      title="Public key of the account"
      subtitle="Applications verify offline tokens with it, receivers of webhooks the header N-Signature. It is no secret."
    >
      <SecretField label="JSON Web Key" value={JSON.stringify(data)} />
    </Card>
  );
};
