import { Button, FileButton, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { linkTo } from '../../../api/call.ts';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';

/** A file that is kept with the order, such as a licence of another system. */
export const LicenseFileCard = ({ group }: { readonly group: Reply<'getEntitlementGroup'> }) => {
  const mayChange = useMay('entitlements:admin');
  const reset = useRef<() => void>(null);
  const { mutateAsync: upload, isPending } = useChange('setLicenseFile');
  const { mutateAsync: remove } = useChange('removeLicenseFile');
  const [error, setError] = useState<unknown>(null);
  const [isRemoving, setRemoving] = useState(false);
  const { licenseFile } = group;
  const params = { entitlementGroupId: group.id };
  const choose = (file: File | null) => {
    if (!file) return;
    setError(null);
    const form = new FormData();
    form.append('FormFile', file);
    // The browser's form stands for the body that the contract describes.
    upload({ params, body: form as unknown as Body<'setLicenseFile'> }).then(
      () => notifyDone(`${file.name} is kept with the order.`),
      setError,
    );
    reset.current?.();
  };
  return (
    <Card title="Licence file" subtitle="Any file up to 1 MB that goes with the order">
      <Text mb="sm" style={{ overflowWrap: 'anywhere' }} c={licenseFile ? undefined : 'dimmed'}>
        {licenseFile
          ? `${licenseFile.fileName}, of ${formatDateTime(licenseFile.uploadedAt)}`
          : 'No file is kept with this order.'}
      </Text>
      <Group gap="xs">
        {licenseFile && (
          <Button
            component="a"
            href={linkTo('getLicenseFile', { params })}
            download
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            Download
          </Button>
        )}
        {mayChange && (
          <FileButton onChange={choose} resetRef={reset}>
            {(props) => (
              <Button size="compact-sm" variant="default" loading={isPending} {...props}>
                {licenseFile ? 'Replace' : 'Choose a file'}
              </Button>
            )}
          </FileButton>
        )}
        {mayChange && licenseFile && (
          <Button size="compact-sm" variant="subtle" color="var(--lw-cap)" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        )}
      </Group>
      {error !== null && <ProblemAlert error={error} />}
      {isRemoving && (
        <DeleteDialog
          title="Remove the licence file?"
          name={null}
          verb="Remove"
          onDelete={() => remove({ params }).then(() => notifyDone('The licence file is removed.'))}
          onClose={() => setRemoving(false)}
        >
          {licenseFile?.fileName} is no longer kept with the order. Copies that were downloaded stay.
        </DeleteDialog>
      )}
    </Card>
  );
};
