import { Group, SegmentedControl, Stack } from '@mantine/core';
import { useMay } from '../../../api/session.ts';
import { rangeOf, ranges } from '../../../charts/range.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { DenialReasonsCard, DenialsCard } from './denials-cards.tsx';
import classes from './entitlement.module.css';
import { EpisodesCard } from './episodes-card.tsx';
import { ThresholdsCard } from './thresholds-card.tsx';

interface EvidenceTabProps {
  readonly entitlementId: string;
  readonly offeringId: string;
}

/** When more than bought was in use, who was denied, and who is told of it. */
export const EvidenceTab = ({ entitlementId, offeringId }: EvidenceTabProps) => {
  const [search, setSearch] = useUrlSearch();
  const mayWatch = useMay('webhooks:admin');
  return (
    <Stack gap="md">
      <Group justify="flex-end">
        <SegmentedControl
          size="xs"
          aria-label="Range"
          data={ranges}
          value={rangeOf(search, Date.now()).preset ?? ''}
          onChange={(next) => setSearch({ range: next, from: undefined, to: undefined })}
        />
      </Group>
      <EpisodesCard entitlementId={entitlementId} />
      <div className={classes.uneven}>
        <DenialsCard entitlementId={entitlementId} />
        <Stack gap="md">
          <DenialReasonsCard entitlementId={entitlementId} />
          {mayWatch && <ThresholdsCard entitlementId={entitlementId} offeringId={offeringId} />}
        </Stack>
      </div>
    </Stack>
  );
};
