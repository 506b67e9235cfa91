import { ActionIcon, Button, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count } from '../../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';
import { AddCode } from './add-code.tsx';
import classes from './entitlement.module.css';

const Copy = ({ code }: { readonly code: string }) => (
  <CopyButton value={code}>
    {({ copied, copy }) => (
      <Tooltip label={copied ? 'Copied' : 'Copy'}>
        <ActionIcon variant="subtle" color="gray" aria-label={`Copy ${code}`} onClick={copy}>
          {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    )}
  </CopyButton>
);

/** What applications of this order activate with. */
export const CodesCard = ({ group }: { readonly group: Reply<'getEntitlementGroup'> }) => {
  const mayChange = useMay('entitlements:admin');
  const { mutateAsync: remove } = useChange('removeActivationCodes');
  const { mutateAsync: add } = useChange('addActivationCodes');
  const generate = useChange('generateActivationCodes');
  const [isAdding, setAdding] = useState(false);
  const params = { entitlementGroupId: group.id };
  const drop = (code: string) => {
    const body = { activationCodes: [code] };
    return remove({ params, body }).then(
      () => notifyUndo(`${code} activates nothing any more.`, () => add({ params, body })),
      notifyProblem,
    );
  };
  const make = () =>
    generate.mutate(
      { params, body: { count: 1 } },
      {
        onSuccess: ({ activationCodes }) => notifyDone(`New code: ${activationCodes.join(', ')}`),
        onError: notifyProblem,
      },
    );
  return (
    <Card
      title="Activation codes"
      subtitle={`${count(group.activationCodes.length, 'code')} of this order; each activates all of it`}
      actions={
        mayChange && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
              Add own
            </Button>
            <Button size="compact-sm" variant="default" onClick={make} loading={generate.isPending}>
              Generate
            </Button>
          </Group>
        )
      }
    >
      {group.activationCodes.length === 0 && (
        <Text c="dimmed">No code: only people who sign in with an account can take a seat.</Text>
      )}
      {group.activationCodes.map((code) => (
        <Group key={code} justify="space-between" wrap="nowrap" gap="xs" className={classes.row} py={4}>
          <span className={classes.code}>{code}</span>
          <Group gap={2} wrap="nowrap">
            <Copy code={code} />
            {mayChange && (
              <Tooltip label="Disable">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Disable ${code}`}
                  onClick={() => drop(code)}
                >
                  <IconTrash size={15} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        </Group>
      ))}
      {isAdding && <AddCode groupId={group.id} onClose={() => setAdding(false)} />}
    </Card>
  );
};
