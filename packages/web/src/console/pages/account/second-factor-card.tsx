import type { RecoveryCodesModel } from '@leeway/contract';
import { Button, Group, PasswordInput, Text, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../../api/send.ts';
import { useSession } from '../../../api/session.ts';
import { Card } from '../../../ui/card.tsx';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { count, formatDate } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { RecoveryCodes } from '../../second-factor/recovery-codes.tsx';
import { SecondFactorKey } from '../../second-factor/second-factor-key.tsx';

const path = '/console/second-factor';
type OnCodes = (codes: readonly string[]) => void;

interface DialogProps {
  readonly onClose: () => void;
}

const codeField = {
  label: 'Code',
  autoComplete: 'one-time-code',
  inputMode: 'numeric' as const,
};

interface CodeDialogProps extends DialogProps {
  readonly title: string;
  readonly verb: string;
  readonly path: string;
  readonly onCodes: OnCodes;
  readonly children: React.ReactNode;
}

/** A code of the app for new recovery codes: at the beginning, and whenever they are to be others. */
const CodeDialog = ({ title, verb, path: to, onCodes, onClose, children }: CodeDialogProps) => {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: isNotEmpty('Type the six digits') },
  });
  const save = async ({ code }: { code: string }) => {
    const answer = (await send('POST', to, { body: { code } })) as RecoveryCodesModel;
    onCodes(answer.recoveryCodes);
    await client.invalidateQueries();
  };
  return (
    <EditDialog title={title} form={form} verb={verb} onSave={save} onClose={onClose}>
      {children}
      <TextInput
        {...codeField}
        description="The six digits that the app shows now."
        {...form.getInputProps('code')}
      />
    </EditDialog>
  );
};

const TakeOff = ({ onClose }: DialogProps) => {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { password: '', code: '' },
    validate: { password: isNotEmpty('Write your password'), code: isNotEmpty('Type the six digits') },
  });
  return (
    <EditDialog
      title="Take the second factor off?"
      form={form}
      verb="Take it off"
      onSave={async (body) => {
        await send('POST', `${path}/disable`, { body });
        await client.invalidateQueries();
        notifyDone('The second factor is off, and your other sessions have ended.');
      }}
      onClose={onClose}
    >
      <Text size="sm">From then on your password alone signs you in.</Text>
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        data-autofocus
        {...form.getInputProps('password')}
      />
      <TextInput
        {...codeField}
        description="Of the app, or a recovery code."
        {...form.getInputProps('code')}
      />
    </EditDialog>
  );
};

/** The second factor of who is signed in. */
export const SecondFactorCard = () => {
  const { secondFactor, method } = useSession();
  const [open, setOpen] = useState<'setUp' | 'codes' | 'takeOff' | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => setOpen(null);
  return (
    <Card
      title="Second factor"
      subtitle="A code of an app on your telephone beside the password: a stolen password alone opens nothing."
      actions={
        <StateBadge state={secondFactor.enabled ? 'within' : 'off'}>
          {secondFactor.enabled ? 'on' : 'off'}
        </StateBadge>
      }
    >
      {method === 'openId' && (
        <Text size="sm">You sign in with your organisation, which asks for a second factor itself.</Text>
      )}
      {secondFactor.enabled && (
        <Text size="sm" mb="sm">
          Since {formatDate(secondFactor.enabledAt)}. {count(secondFactor.recoveryCodesLeft, 'recovery code')}{' '}
          left for when the app is not at hand.
        </Text>
      )}
      {method === 'password' && (
        <Group gap="xs">
          {!secondFactor.enabled && <Button onClick={() => setOpen('setUp')}>Set it up</Button>}
          {secondFactor.enabled && (
            <>
              <Button variant="default" onClick={() => setOpen('codes')}>
                New recovery codes
              </Button>
              {!secondFactor.enforced && (
                <Button variant="default" onClick={() => setOpen('takeOff')}>
                  Take it off
                </Button>
              )}
            </>
          )}
        </Group>
      )}
      {open === 'setUp' && (
        <CodeDialog
          title="Set up a second factor"
          verb="Confirm"
          path={`${path}/confirm`}
          onCodes={setCodes}
          onClose={close}
        >
          <Text size="sm">
            Scan the picture with an authenticator app, then type the six digits it shows.
          </Text>
          <SecondFactorKey />
        </CodeDialog>
      )}
      {open === 'codes' && (
        <CodeDialog
          title="New recovery codes"
          verb="Make new ones"
          path={`${path}/recovery-codes`}
          onCodes={setCodes}
          onClose={close}
        >
          <Text size="sm">The ones before are void as soon as there are new ones.</Text>
        </CodeDialog>
      )}
      {open === 'takeOff' && <TakeOff onClose={close} />}
      {codes && (
        <ShownOnce
          title="Recovery codes"
          what="Each signs you in once when the app is not at hand. They are"
          onClose={() => setCodes(null)}
        >
          <RecoveryCodes codes={codes} />
        </ShownOnce>
      )}
    </Card>
  );
};
