import { Select, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import { useApi, useChange } from '../../../api/use-api.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { formatDate } from '../../../ui/format.ts';
import { ExportToken } from './export-token.tsx';

interface ExportEntitlementProps {
  readonly entitlementId: string;
  readonly onClose: () => void;
}

/** Hands an entitlement over to a server of the customer's, where the network ends. */
export const ExportEntitlement = ({ entitlementId, onClose }: ExportEntitlementProps) => {
  const { data } = useApi('listLocalLicenseServers', {});
  const { mutateAsync: handOver } = useChange('exportEntitlement');
  const made = useRef<string | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const form = useForm({
    initialValues: { localLicenseServerId: null as string | null },
    validate: { localLicenseServerId: (value) => (value ? null : 'Choose a server.') },
  });
  const save = async ({ localLicenseServerId }: typeof form.values) => {
    if (!localLicenseServerId) return;
    const reply = await handOver({ params: { entitlementId }, body: { localLicenseServerId } });
    made.current = reply.token;
  };
  if (token !== null) return <ExportToken token={token} onClose={onClose} />;
  const servers = (data?.items ?? []).filter(({ licenseActive }) => licenseActive);
  return (
    <EditDialog
      title="Export to a local server"
      form={form}
      verb="Export"
      onSave={save}
      onClose={() => (made.current ? setToken(made.current) : onClose())}
    >
      <Text size="sm">
        The local server serves its seats from then on. Here it grants none and cannot be edited until it is
        taken back.
      </Text>
      <Select
        label="Local server"
        placeholder={data && servers.length === 0 ? 'No local server has a licence' : 'Name'}
        description={
          data && servers.length === 0
            ? 'A server is licensed with the request token it makes: POST /api/v1/local-license-servers/license/activate.'
            : undefined
        }
        data={servers.map(({ id, name, leaseExpiry }) => ({
          value: id,
          label: `${name}, licensed until ${formatDate(leaseExpiry)}`,
        }))}
        disabled={servers.length === 0}
        data-autofocus
        {...form.getInputProps('localLicenseServerId')}
      />
    </EditDialog>
  );
};
