import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { ActionMenu } from '../../../ui/action-menu.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { ClientSecret } from './client-secret.tsx';

/** What can be done with API credentials. */
export const ClientActions = ({ client }: { readonly client: Row<'listApiClients'> }) => {
  const [open, setOpen] = useState<'rotate' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const { mutateAsync: rotate, data: rotated, reset } = useChange('rotateApiClientSecret');
  const { mutateAsync: remove } = useChange('deleteApiClient');
  const given = { params: { apiId: client.id } };
  return (
    <>
      <ActionMenu
        of={client.clientId}
        actions={[
          { label: 'Rotate the secret', onClick: () => setOpen('rotate') },
          { label: 'Delete', onClick: () => setOpen('delete'), isHarsh: true },
        ]}
      />
      {open === 'rotate' && (
        <DeleteDialog
          title={`Rotate the secret of ${client.clientId}?`}
          name={null}
          verb="Rotate"
          onDelete={() => rotate(given)}
          onClose={close}
        >
          The present secret opens nothing from then on; tokens that were got with it live until they expire.
          Have the program at hand that needs the new one.
        </DeleteDialog>
      )}
      {open === 'delete' && (
        <DeleteDialog
          title={`Delete ${client.clientId}?`}
          name={client.clientId}
          onDelete={() => remove(given)}
          onClose={close}
        >
          Programs that use it are refused within seconds, their tokens included.
        </DeleteDialog>
      )}
      {rotated && <ClientSecret title="The secret is rotated" client={rotated} onClose={reset} />}
    </>
  );
};
