import { operations } from '@leeway/contract';
import { pageAsked } from '../../platform/http/paging.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { applyOverdraft } from './apply-overdraft.ts';
import type { Settle } from './edit-under-lock.ts';
import { previewOverdraft } from './preview-overdraft.ts';

export const registerOverdrafts = (
  { route, database, clock }: RoomContext,
  settle: Settle | undefined,
): void => {
  route(operations.previewOfferingOverdraft, ({ tenantId, params: { offeringId }, query, body }) =>
    previewOverdraft(database, tenantId, { offeringId, body, page: pageAsked(query), at: clock.now() }),
  );

  route(
    operations.applyOfferingOverdraft,
    ({ caller: { tenantId, author, scopes }, params: { offeringId }, body }) => {
      if (body.overdraftSeatLimit && !scopes.has('products:admin')) {
        throw new ApiProblem('missingScope', 'An overdraft for the offering needs the scope products:admin.');
      }
      return applyOverdraft({ database, clock, settle }, { author, tenantId, offeringId, body });
    },
  );
};
