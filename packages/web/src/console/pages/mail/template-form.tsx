import { Grid, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { MailPreview } from './mail-preview.tsx';
import { VariablesCard } from './variables-card.tsx';

const code = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } };

/** The words, and beside them the mail as it would be. */
export const TemplateForm = ({ template }: { readonly template: Reply<'getMailTemplate'> }) => {
  const { kind, subject, text, html, variables } = template;
  const { mutateAsync: update } = useChange('updateMailTemplate');
  const form = useForm({ initialValues: { subject, text, html } });
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <SettingsCard
          title="What it says"
          subtitle="Words in {{ }} are filled in for each mail. All three parts are kept together."
          form={form}
          done="Mails from now on say this."
          onSave={(body) => update({ params: { kind }, body })}
        >
          <TextInput label="Subject" {...form.getInputProps('subject')} />
          <Textarea
            label="Text"
            description="For mail programs that show no formatting."
            autosize
            minRows={6}
            maxRows={16}
            styles={code}
            {...form.getInputProps('text')}
          />
          <Textarea
            label="HTML"
            autosize
            minRows={6}
            maxRows={16}
            spellCheck={false}
            styles={code}
            {...form.getInputProps('html')}
          />
        </SettingsCard>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <MailPreview kind={kind} parts={form.values} />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <VariablesCard variables={variables} />
      </Grid.Col>
    </Grid>
  );
};
