import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { Loaded } from '../../../ui/loaded.tsx';

const SenderForm = ({ settings }: { readonly settings: Reply<'getMailSettings'> }) => {
  const { mutateAsync: update } = useChange('updateMailSettings');
  const form = useForm({
    initialValues: { senderName: settings.senderName ?? '', replyTo: settings.replyTo ?? '' },
  });
  return (
    <SettingsCard
      title="Sender"
      form={form}
      done="Mails from now on are sent like this."
      onSave={async (values) => {
        const body = { senderName: values.senderName.trim() || null, replyTo: values.replyTo.trim() || null };
        await update({ body });
        form.setInitialValues(values);
      }}
    >
      <TextInput
        label="Sender"
        description="Shown as who a mail is from; empty: the account's name."
        {...form.getInputProps('senderName')}
      />
      <TextInput
        label="Answers go to"
        type="email"
        description="Empty: to the address the server sends from."
        {...form.getInputProps('replyTo')}
      />
    </SettingsCard>
  );
};

export const SenderCard = () => (
  <Loaded query={useApi('getMailSettings', {})}>{(settings) => <SenderForm settings={settings} />}</Loaded>
);
