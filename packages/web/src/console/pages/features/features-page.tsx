import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatNumber, words } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { overdraftText } from '../../../ui/terms.ts';

const shape: PlainShape<'listFeatures'> = {
  sort: null,
  columns: [
    { key: 'key', title: 'Key', fixed: true },
    { key: 'type', title: 'Kind', cell: ({ type }) => words(type) },
    { key: 'value', title: 'Value', align: 'right', cell: ({ value }) => formatNumber(value) },
    {
      key: 'overdraftLimit',
      title: 'Overdraft',
      align: 'right',
      cell: ({ overdraftLimit }) => overdraftText(overdraftLimit, 'units'),
    },
    { key: 'description', title: 'Description', wide: true },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [],
};

const FeaturesPage = () => (
  <Page title="Global features">
    <PlainList
      name="features"
      label="Global features"
      operation="listFeatures"
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No global features yet">
          A global feature is one that every product has, with one key: a switch, a pool of elements, or a
          counter of use. Products and editions may give it a value of their own.
        </EmptyState>
      }
    />
  </Page>
);

export default FeaturesPage;
