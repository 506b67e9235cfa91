import { SegmentedControl, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { FactsTable } from '../../../ui/facts-table.tsx';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { formatDateTime, nothing } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { askedText, InUse } from './request-words.tsx';

const states = [
  { value: 'accepted', label: 'Accept' },
  { value: 'declined', label: 'Decline' },
];

interface AnswerDialogProps {
  readonly request: Row<'listSeatRequests'>;
  readonly onClose: () => void;
}

interface Answer {
  state: 'accepted' | 'declined';
  answer: string;
}

/** What a customer asks for, and the vendor's answer to it. */
export const AnswerDialog = ({ request, onClose }: AnswerDialogProps) => {
  const { mutateAsync } = useChange('answerSeatRequest');
  const form = useForm<Answer>({ initialValues: { state: 'accepted', answer: '' } });
  const { id, customerName, entitlementId, offeringName, note, requestedBy, requestedAt } = request;
  const save = async ({ state, answer }: Answer) => {
    const words = answer.trim();
    await mutateAsync({
      params: { seatRequestId: id },
      body: { state, answer: words === '' ? null : words },
    });
    notifyDone(`${customerName} sees your answer in the portal.`);
  };
  return (
    <EditDialog
      title={`${customerName} asks for more seats`}
      form={form}
      verb="Send the answer"
      size="lg"
      onSave={save}
      onClose={onClose}
    >
      <FactsTable
        facts={[
          ['Asked for', askedText(request)],
          [
            'Of',
            <Link key="of" to="/entitlements/$entitlementId" params={{ entitlementId }}>
              {offeringName}
            </Link>,
          ],
          ['In use now', <InUse key="use" limits={request.limits} />],
          ['Message', note ?? nothing],
          ['By', `${requestedBy}, ${formatDateTime(requestedAt)}`],
        ]}
      />
      <SegmentedControl aria-label="Your decision" data={states} {...form.getInputProps('state')} />
      <Textarea
        label="Message to the customer"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        {...form.getInputProps('answer')}
      />
      <Text size="sm" c="dimmed">
        {form.values.state === 'accepted'
          ? 'Accepting changes no seats by itself: edit the entitlement or extend the order, too.'
          : 'The customer can ask again.'}
      </Text>
    </EditDialog>
  );
};
