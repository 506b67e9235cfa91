import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Query, Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { RowActions } from '../../../ui/row-actions.tsx';
import { kindTexts, stoppable } from './kinds.ts';

type Stop = Row<'listMailStops'>;

const LetThrough = ({ stop }: { readonly stop: Stop }) => {
  const [isAsking, setAsking] = useState(false);
  const { mutateAsync: remove } = useChange('deleteMailStop');
  const { id, address, kind } = stop;
  return (
    <>
      <RowActions
        actions={[
          {
            label: `Send to ${address} again`,
            icon: IconMailForward,
            onClick: () => setAsking(true),
          },
        ]}
      />
      {isAsking && (
        <DeleteDialog
          title={`Send to ${address} again?`}
          name={null}
          verb="Send again"
          onDelete={async () => {
            await remove({ params: { mailStopId: id } });
            notifyDone(`${address} gets these mails again.`);
          }}
          onClose={() => setAsking(false)}
        >
          Who has this address has said that no more mails of the kind “{kindTexts[kind]}” are wanted. Do this
          only when they ask for it; each mail has a link with which they can stop them anew.
        </DeleteDialog>
      )}
    </>
  );
};

const shape: PlainShape<'listMailStops'> = {
  sort: null,
  columns: [
    { key: 'address', title: 'Address', fixed: true },
    { key: 'kind', title: 'Wants no more', cell: ({ kind }) => kindTexts[kind] },
    {
      key: 'stoppedAt',
      title: 'Since',
      wide: true,
      cell: ({ stoppedAt }) => formatDateTime(stoppedAt),
    },
    { key: 'id', title: 'Id', hidden: true },
    {
      key: 'actions',
      title: 'Actions',
      fixed: true,
      align: 'right',
      cell: (stop) => <LetThrough stop={stop} />,
    },
  ],
  filters: [
    { key: 'address', label: 'Whole address', kind: 'text' },
    {
      key: 'kind',
      label: 'Mail',
      kind: 'choice',
      options: stoppable.map((value) => ({ value, label: kindTexts[value] })),
    },
  ],
};

const askedOf = ({ address, kind }: Readonly<Record<string, string>>): Query<'listMailStops'> => {
  const found = stoppable.find((each) => each === kind);
  return { ...(address ? { address } : {}), ...(found ? { kind: found } : {}) };
};

/** Addresses that have stopped a kind of mail. */
export const StopList = () => (
  <PlainList
    name="mail-stops"
    label="Who wants no more mails"
    operation="listMailStops"
    file="exportMailStops"
    query={({ filters }) => askedOf(filters)}
    shape={shape}
    rowKey={({ id }) => id}
    empty={
      <EmptyState title="Nobody has stopped any mails">
        Thresholds and notices that licences end carry a link with which a recipient wants no more of them.
        Who has used it is listed here. Invitations and passwords always go out.
      </EmptyState>
    }
  />
);
