import { Button, CloseButton, Group, Pill, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useApi, useChange } from '../../../api/use-api.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { personName } from '../../parts/person.ts';
import { usePermits } from '../../session/session.ts';
import { useTellProblem } from '../../shell/notify.ts';
import { useTexts } from '../../texts/use-texts.tsx';

const most = { pageNumber: 1, pageSize: 1_000 };

interface AddMemberProps {
  readonly entitlementGroupId: string;
  readonly listed: readonly string[];
  /** For those who hear the field. */
  readonly label: string;
}

const AddMember = ({ entitlementGroupId, listed, label }: AddMemberProps) => {
  const { orders: words } = useTexts();
  const tellProblem = useTellProblem();
  const [chosen, setChosen] = useState<string | null>(null);
  const { data } = useApi('listPortalUsers', { query: most });
  const { mutateAsync: add, isPending } = useChange('addPortalGroupMember');
  const users = data?.items.filter(({ id, role }) => role === 'user' && !listed.includes(id)) ?? [];
  if (data && users.length === 0) return null;
  const onAdd = () => {
    const user = users.find(({ id }) => id === chosen);
    if (!user) return;
    add({ params: { entitlementGroupId, contactId: user.id } }).then(() => {
      setChosen(null);
      notifyDone(words.added(personName(user)));
    }, tellProblem);
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        searchable
        size="xs"
        w={260}
        aria-label={label}
        placeholder={words.addMember}
        data={users.map((user) => ({ value: user.id, label: personName(user) }))}
        value={chosen}
        onChange={setChosen}
      />
      <Button size="xs" variant="default" disabled={chosen === null} loading={isPending} onClick={onAdd}>
        {words.add}
      </Button>
    </Group>
  );
};

interface MembersProps {
  readonly entitlementGroupId: string;
  /** Of the order. */
  readonly name: string;
}

/** Which users see an order and may use it. */
export const Members = ({ entitlementGroupId, name }: MembersProps) => {
  const { orders: words } = useTexts();
  const mayManage = usePermits('manageUsers');
  const tellProblem = useTellProblem();
  const params = { entitlementGroupId };
  const { data, error, refetch } = useApi('listPortalGroupMembers', { params, query: most });
  const { mutateAsync: remove } = useChange('removePortalGroupMember');
  if (error) return <ProblemAlert error={error} onRetry={refetch} />;
  const members = data?.items ?? [];
  return (
    <div>
      <Text size="sm" fw={600}>
        {words.members}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {data && members.length === 0 ? words.noMembers : words.membersHint}
      </Text>
      {members.length > 0 && (
        <Group gap="xs" mb="xs">
          {members.map((member) => (
            <Pill
              key={member.id}
              size="md"
              styles={{
                root: { background: 'var(--lw-off-back)', color: 'var(--lw-text)', paddingRight: 4 },
              }}
            >
              <Group gap={2} wrap="nowrap">
                <span title={member.email}>{personName(member)}</span>
                {mayManage && (
                  <CloseButton
                    size="xs"
                    aria-label={words.removeMember(personName(member))}
                    onClick={() =>
                      remove({ params: { entitlementGroupId, contactId: member.id } }).then(
                        () => notifyDone(words.removed(personName(member))),
                        tellProblem,
                      )
                    }
                  />
                )}
              </Group>
            </Pill>
          ))}
        </Group>
      )}
      {mayManage && data && (
        <AddMember
          entitlementGroupId={entitlementGroupId}
          listed={members.map(({ id }) => id)}
          label={`${words.addMember}: ${name}`}
        />
      )}
    </div>
  );
};
