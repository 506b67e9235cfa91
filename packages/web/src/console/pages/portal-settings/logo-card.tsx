import { Button, FileButton, Group, Image, Text } from '@mantine/core';
import { useState } from 'react';
import { linkTo } from '../../../api/call.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Body } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';

interface LogoCardProps {
  readonly logoId: string | null;
  /** Bytes. */
  readonly sizeMax: number;
}

/** The picture in the header; it is there as soon as it is chosen. */
export const LogoCard = ({ logoId, sizeMax }: LogoCardProps) => {
  const { mutateAsync: upload, isPending } = useChange('setPortalLogo');
  const { mutateAsync: remove } = useChange('deletePortalLogo');
  const [error, setError] = useState<unknown>(null);
  const attempt = (change: Promise<unknown>, done: string) => {
    setError(null);
    change.then(() => notifyDone(done), setError);
  };
  const choose = (file: File | null) => {
    if (!file) return;
    const form = new FormData();
    form.append('FormFile', file);
    attempt(upload({ body: form as unknown as Body<'setPortalLogo'> }), 'The logo is set.');
  };
  return (
    <Card
      title="Logo"
      subtitle={`PNG, JPEG, GIF, WebP or SVG, up to ${formatNumber(Math.floor(sizeMax / 1024))} kB. Without one the account's name stands there.`}
    >
      <Group gap="md">
        {logoId && (
          <Image
            src={linkTo('getPortalLogo', { params: { logoId } })}
            alt="The present logo"
            h={40}
            w="auto"
            maw={180}
            fit="contain"
          />
        )}
        <FileButton onChange={choose} accept="image/png,image/jpeg,image/gif,image/webp,image/svg+xml">
          {(props) => (
            <Button variant="default" loading={isPending} {...props}>
              {logoId ? 'Choose another' : 'Choose a picture'}
            </Button>
          )}
        </FileButton>
        {logoId && (
          <Button variant="subtle" color="red" onClick={() => attempt(remove({}), 'The logo is removed.')}>
            Remove
          </Button>
        )}
        {!logoId && (
          <Text size="sm" c="dimmed">
            No logo yet
          </Text>
        )}
      </Group>
      {error !== null && <ProblemAlert error={error} />}
    </Card>
  );
};
