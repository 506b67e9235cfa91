import { NumberInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../api/use-api.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import type { Texts } from '../texts/en.ts';
import { useTexts } from '../texts/use-texts.tsx';
import type { Entitlement } from './sentences.ts';

interface Values {
  ownCap: number | '';
}

/** What the number in the field means, in sentences. */
const effectsOf = (
  { ownCap: words }: Texts,
  cap: number | '',
  { used, hardCap }: Entitlement['limits'],
): string[] => {
  if (cap === '') return [words.none(hardCap)];
  if (hardCap !== null && cap > hardCap) return [];
  if (cap === hardCap) return [words.sameAsHardCap(cap)];
  return [words.denies(cap + 1, hardCap), ...(cap < used ? [words.belowUse(used)] : [])];
};

interface OwnCapDialogProps {
  readonly entitlement: Entitlement;
  readonly onClose: () => void;
}

/** The customer's own cap below the vendor's hard cap, with what it will do. */
export const OwnCapDialog = ({ entitlement, onClose }: OwnCapDialogProps) => {
  const texts = useTexts();
  const { ownCap: words } = texts;
  const { limits } = entitlement;
  const { mutateAsync: setCap } = useChange('setOwnCap');
  const form = useForm<Values>({
    initialValues: { ownCap: entitlement.ownCap ?? '' },
    validate: {
      ownCap: (cap) =>
        cap !== '' && limits.hardCap !== null && cap > limits.hardCap ? words.tooHigh(limits.hardCap) : null,
    },
    validateInputOnChange: true,
  });
  const { ownCap: cap } = form.values;
  return (
    <EditDialog
      title={`${words.title}, ${entitlement.offeringName}`}
      form={form}
      verb={cap === '' ? words.remove : words.save}
      onClose={onClose}
      onSave={async ({ ownCap }) => {
        const chosen = ownCap === '' ? null : ownCap;
        await setCap({ params: { entitlementId: entitlement.id }, body: { ownCap: chosen } });
        notifyDone(chosen === null ? words.removed : words.saved(chosen));
      }}
    >
      <Text size="sm" c="dimmed">
        {texts.seats.meter(limits.used, limits.bought, limits.hardCap)}
      </Text>
      <NumberInput
        label={words.label}
        description={words.hint(limits.hardCap)}
        min={0}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        data-autofocus
        {...form.getInputProps('ownCap')}
      />
      <div aria-live="polite">
        {effectsOf(texts, cap, limits).map((sentence) => (
          <Text key={sentence} size="sm" fw={600}>
            {sentence}
          </Text>
        ))}
        <Text size="sm" c="dimmed">
          {words.atOnce}
        </Text>
      </div>
    </EditDialog>
  );
};
