import type { Filter } from '../../ui/list/types.ts';
import { OwnerSelect } from './owner-select.tsx';
import { Pick } from './pick.tsx';

/** What lists of evidence are narrowed by: whose, and of what. */

export const customerFilter: Filter = {
  key: 'customerId',
  label: 'Customer',
  kind: 'own',
  field: (value, onChange) => (
    <Pick
      kind="customer"
      aria-label="Customer"
      placeholder="All customers"
      w={200}
      {...{ value, onChange }}
    />
  ),
};

export const entitlementFilter: Filter = {
  key: 'entitlementId',
  label: 'Entitlement',
  kind: 'own',
  field: (value, onChange) => (
    <Pick
      kind="entitlement"
      aria-label="Entitlement"
      placeholder="All entitlements"
      w={220}
      {...{ value, onChange }}
    />
  ),
};

export const productFilter: Filter = {
  key: 'productId',
  label: 'Product',
  kind: 'own',
  field: (value, onChange) => (
    <Pick kind="product" aria-label="Product" placeholder="All products" w={180} {...{ value, onChange }} />
  ),
};

export const ownerFilter: Filter = {
  key: 'ownerUserId',
  label: 'Owner',
  kind: 'own',
  field: (value, onChange) => <OwnerSelect {...{ value, onChange }} />,
};

export const offeringFilter: Filter = {
  key: 'offeringId',
  label: 'Offering',
  kind: 'own',
  field: (value, onChange) => (
    <Pick
      kind="offering"
      aria-label="Offering"
      placeholder="All offerings"
      w={200}
      {...{ value, onChange }}
    />
  ),
};
