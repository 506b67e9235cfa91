import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { notifyProblem } from '../../../ui/notify.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { ExportToken } from './export-token.tsx';
import { TakeBack } from './take-back.tsx';

/** Where an exported entitlement is, and how it comes back. Nothing where it is here. */
export const ExportedCard = ({ entitlement }: { readonly entitlement: Reply<'getEntitlement'> }) => {
  const mayChange = useMay('entitlements:admin');
  const { mutateAsync: makeToken, isPending } = useChange('createEntitlementExportToken');
  const [token, setToken] = useState<string | null>(null);
  const [isTakingBack, setTakingBack] = useState(false);
  const { export: exported, id: entitlementId } = entitlement;
  if (!exported) return null;
  const { localLicenseServer, outOfSync, exportDate, lastExportDate } = exported;
  const again = () =>
    makeToken({ params: { entitlementId } }).then((made) => setToken(made.token), notifyProblem);
  return (
    <Card
      title={
        <>
          On the local server {localLicenseServer.name}{' '}
          <StateBadge state={outOfSync ? 'overdraft' : 'off'}>
            {outOfSync ? 'changed since its token' : 'exported'}
          </StateBadge>
        </>
      }
      subtitle={`Exported ${formatDateTime(exportDate)}, its token made ${formatDateTime(lastExportDate)}`}
      actions={
        mayChange && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" loading={isPending} onClick={again}>
              Make the token again
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setTakingBack(true)}>
              Take back…
            </Button>
          </Group>
        )
      }
    >
      <Text size="sm">
        Its seats are served there. Here none is granted, and nothing of it can be edited until it is taken
        back.
        {outOfSync && ' Order, product or entitlement have changed: the server learns it from a new token.'}
      </Text>
      {token !== null && <ExportToken token={token} onClose={() => setToken(null)} />}
      {isTakingBack && <TakeBack entitlementId={entitlementId} onClose={() => setTakingBack(false)} />}
    </Card>
  );
};
