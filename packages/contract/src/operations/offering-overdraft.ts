import { Type } from 'typebox';
import {
  ApplyOfferingOverdraftApiRequest,
  OverdraftAppliedModel,
  OverdraftPreviewModel,
  PreviewOfferingOverdraftApiRequest,
} from '../models/offering-overdraft.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** Ours, not the contract's: rule 9. */

export const previewOfferingOverdraft = operation(
  'previewOfferingOverdraft',
  'POST /api/v1/offerings/{offeringId}/overdraft/preview',
  {
    tag: 'offerings',
    summary:
      'Tells which entitlements an overdraft of the offering would alter when applied; changes nothing.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ offeringId: Id('off') }),
    query: PagingQuery,
    body: PreviewOfferingOverdraftApiRequest,
    success: { status: 200, reply: OverdraftPreviewModel },
  },
);

/** An overdraft in the body changes the offering too, which needs `products:admin` beside the scope here. */
export const applyOfferingOverdraft = operation(
  'applyOfferingOverdraft',
  'POST /api/v1/offerings/{offeringId}/overdraft/apply',
  {
    tag: 'offerings',
    summary: 'Gives the offering an overdraft and copies it to the entitlements sold already, all or none.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ offeringId: Id('off') }),
    body: ApplyOfferingOverdraftApiRequest,
    success: { status: 200, reply: OverdraftAppliedModel },
  },
);
