import { SimpleGrid, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { formatNumber } from '../../../ui/format.ts';

type Import = Reply<'getCustomerImport'>;

const figuresOf = ({ dryRun, ...counts }: Import): [label: string, value: number, color: string][] => [
  ['rows in the file', counts.rowCount, 'var(--lw-text)'],
  [dryRun ? 'customers would be made' : 'customers made', counts.createdCount, 'var(--lw-within)'],
  [dryRun ? 'customers would be changed' : 'customers changed', counts.updatedCount, 'var(--lw-text)'],
  [
    dryRun ? 'rows would be refused' : 'rows refused',
    counts.failedCount,
    counts.failedCount > 0 ? 'var(--lw-cap)' : 'var(--lw-text)',
  ],
];

/** The figures of an import, as far as it is. */
export const Outcome = ({ result }: { readonly result: Import }) => (
  <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" role="status">
    {figuresOf(result).map(([label, value, color]) => (
      <div key={label}>
        <Text fz={24} fw={650} c={color} lh={1.2}>
          {formatNumber(value)}
        </Text>
        <Text size="sm" c="dimmed">
          {label}
        </Text>
      </div>
    ))}
  </SimpleGrid>
);
