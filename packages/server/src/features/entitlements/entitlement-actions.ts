import type { ApiActionModel, EntitlementModel } from '@leeway/contract';
import { awaitsStart, grantsUse } from '@leeway/rules';
import type { EntitlementInUseRow } from './entitlement-store.ts';
import { statusOf } from './entitlement-view.ts';
import { isExportable } from './export-state.ts';

/** What can be called on an entitlement as it is at an instant, with method and path. */
export const actionsOf = (row: EntitlementInUseRow, at: number): NonNullable<EntitlementModel['actions']> => {
  const own = `/api/v1/entitlements/${row.entitlement_id}`;
  const patch = (path: string): ApiActionModel => ({ method: 'PATCH', path: own + path });
  const provision: Record<string, ApiActionModel> =
    row.provisioning_date === null
      ? { provision: { method: 'POST', path: `${own}/provision` } }
      : { clearProvision: { method: 'DELETE', path: `${own}/provision` } };
  // Held by a local server: it refuses changes until it is back.
  if (row.exported) {
    return {
      exportToken: { method: 'POST', path: `${own}/export/token` },
      import: { method: 'POST', path: `${own}/import` },
    };
  }
  const waits = awaitsStart({ activationDate: row.activation_date?.getTime() ?? null }, at);
  const isOn = row.disabled_date === null && !row.customer_disabled;
  const status = statusOf(row, at);
  const takesSeats = grantsUse(status) || (status === 'created' && row.license_start_type === 'activation');
  return {
    update: { method: 'PATCH', path: own },
    ...(takesSeats ? { activate: { method: 'POST', path: '/api/v1/entitlements/activations' } } : {}),
    ...(waits && isOn ? { start: patch('/activate') } : {}),
    ...(waits && row.license_start_type === 'custom' ? { setStart: patch('/start') } : {}),
    ...(!waits && row.license_type === 'subscription' ? { renew: patch('/renew') } : {}),
    changeOffering: patch('/change-offering'),
    resetOverrides: patch('/reset-overrides'),
    ...(row.disabled_date === null ? { disable: patch('/disable') } : { enable: patch('/enable') }),
    ...(isExportable(status) && row.seats_in_use === 0
      ? { export: { method: 'POST', path: `${own}/export` } }
      : {}),
    ...provision,
  };
};
