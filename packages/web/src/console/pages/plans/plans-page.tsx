import { EmptyState } from '../../../ui/empty-state.tsx';
import { words } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { intervalText } from '../../../ui/terms.ts';

const shape: PlainShape<'listPlans'> = {
  sort: null,
  columns: [
    { key: 'name', title: 'Plan', fixed: true },
    { key: 'licenseType', title: 'Licence', cell: ({ licenseType }) => words(licenseType) },
    {
      key: 'licenseDuration',
      title: 'Term',
      cell: ({ licenseDuration }) => intervalText(licenseDuration),
    },
    {
      key: 'licenseStartType',
      title: 'Begins at',
      wide: true,
      cell: ({ licenseStartType }) => words(licenseStartType),
    },
    { key: 'planType', title: 'Kind', wide: true, cell: ({ planType }) => words(planType) },
    { key: 'description', title: 'Description', wide: true },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [],
};

const PlansPage = () => (
  <Page title="Plans">
    <PlainList
      name="plans"
      label="Plans"
      operation="listPlans"
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No plans yet">
          A plan says for how long something is sold: for ever, or for a term that begins with the sale or
          with the first activation. Offerings combine it with an edition.
        </EmptyState>
      }
    />
  </Page>
);

export default PlansPage;
