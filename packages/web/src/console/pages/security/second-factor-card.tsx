import { Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';

/** Whether everybody needs a second factor. */
export const SecondFactorCard = ({ settings }: { readonly settings: Reply<'getSecuritySettings'> }) => {
  const { secondFactor, method } = useSession();
  const { mutateAsync: update } = useChange('updateSecuritySettings');
  const [isAsking, setAsking] = useState(false);
  const enforce = async () => {
    await update({ body: { enforceMfa: true } });
    notifyDone('Everybody needs a second factor from now on.');
  };
  const relax = () =>
    update({ body: { enforceMfa: false } }).then(
      () => notifyDone('A second factor is everybody’s own choice.'),
      notifyProblem,
    );
  const hasOwn = secondFactor.enabled || method === 'openId';
  return (
    <Card title="Second factor">
      <Switch
        label="Everybody must sign in with a second factor"
        description="Who has none sets one up at the next sign-in, before anything else opens. Who signs in with OpenID has the provider's."
        checked={settings.enforceMfa}
        onChange={({ currentTarget }) => (currentTarget.checked ? setAsking(true) : relax())}
      />
      {isAsking && (
        <DeleteDialog
          title="Ask everybody for a second factor?"
          name={null}
          verb="Ask everybody"
          onDelete={enforce}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">
            Whoever is signed in without one is led to set it up at their next click, from within seconds on.
            {hasOwn ? '' : ' That is you too: have an authenticator app at hand.'}
          </Text>
        </DeleteDialog>
      )}
    </Card>
  );
};
