import type { AnswerSeatRequestApiRequest, CustomerSeatRequestModel } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { contactsById } from '../customers/index.ts';
import { findTenant } from '../identity/index.ts';
import { queueMail } from '../mail/index.ts';
import { createPortalUrls } from './portal-address.ts';
import {
  answerOpenRequest,
  customerSeatRequestModel,
  findSeatRequest,
  type ShownSeatRequestRow,
} from './seat-requests-store.ts';

/** The vendor answers a request for more seats: the customer sees it, and who asked gets a mail. */

type AnswerParts = Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>;

interface Answering {
  readonly tenantId: string;
  readonly author: Author;
  readonly seatRequestId: string;
  readonly body: AnswerSeatRequestApiRequest;
}

/** To who asked, as long as they are an active contact of the customer; the vendor, in its place, asked nothing. */
const requesterOf = async (
  tx: Queryable,
  tenantId: string,
  row: ShownSeatRequestRow,
): Promise<string | null> => {
  if (row.contact_id === null) return null;
  const contact = (await contactsById(tx, tenantId, [row.contact_id])).get(row.contact_id);
  const isTheirs = contact?.status === 'active' && contact.customerId === row.customer_id;
  return isTheirs ? contact.email : null;
};

const mail = async (
  tx: Queryable,
  parts: AnswerParts,
  tenantId: string,
  row: ShownSeatRequestRow,
): Promise<void> => {
  const to = await requesterOf(tx, tenantId, row);
  const tenant = await findTenant(parts, tenantId);
  if (to === null || !tenant) return;
  const portalUrl = await createPortalUrls(parts)(tenantId);
  await queueMail(tx, {
    ...{ tenantId, kind: 'seatsAnswered', to, language: row.language },
    values: {
      tenantName: tenant.name,
      customerName: row.customer_name,
      offeringName: row.offering_name,
      seats: row.seats,
      isAccepted: row.state === 'accepted',
      answer: row.answer,
      link: `${portalUrl}/entitlements/${row.entitlement_id}`,
    },
  });
};

/** 404; 409 when it was answered before. */
export const answerSeatRequest = async (
  parts: AnswerParts,
  { tenantId, author, seatRequestId, body }: Answering,
): Promise<CustomerSeatRequestModel> => {
  const { database, clock } = parts;
  const at = clock.now();
  const { state, answer = null } = body;
  const row = await database.transaction(author, async (tx) => {
    const isAnswered = await answerOpenRequest(tx, tenantId, seatRequestId, {
      ...{ state, answer, at },
      by: author.name,
    });
    const found = await findSeatRequest(tx, tenantId, seatRequestId, at);
    if (!found) throw notFound('seat request', seatRequestId);
    if (!isAnswered) {
      const detail = `${seatRequestId} was ${found.state} on ${found.answered_at?.toISOString()}; a request is answered once.`;
      throw new ApiProblem('conflict', detail);
    }
    await mail(tx, parts, tenantId, found);
    return found;
  });
  return customerSeatRequestModel(row);
};
