import type { Author } from '../../platform/author.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant } from '../identity/index.ts';
import type { Asking } from './question.ts';
import type { Owner } from './saved-store.ts';

/** Who asks, and of what instant. */

export type ReportParts = Pick<RoomContext, 'database' | 'clock'>;

export const askingOf = async (parts: ReportParts, { tenantId, scopes }: Caller): Promise<Asking> => ({
  tenantId,
  now: new Date(parts.clock.now()),
  timeZone: (await findTenant(parts, tenantId))?.timeZone ?? 'UTC',
  scopes,
});

/** Throws ApiProblem for a caller who is nobody in particular. */
export const ownerOf = ({ tenantId, author }: { tenantId: string; author: Author }): Owner => {
  const { kind, id, name } = author;
  if (id === null) throw new ApiProblem('missingScope', 'Reports belong to a user or an API client.');
  return { tenantId, kind, id, name };
};
