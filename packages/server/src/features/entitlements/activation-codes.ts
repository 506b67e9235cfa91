import { randomFillSync } from 'node:crypto';
import { activationCodesMax } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, duplicate, unknownReference } from '../../platform/http/problem.ts';

/** The codes of a group: unique in the tenant, because a code alone tells which order it opens. */

const insertCodes = `
  insert into activation_codes (tenant_id, code, entitlement_group_id, created_at)
  select $1, asked.code, $2, $3
  from unnest($4::text[]) as asked (code)
  on conflict (tenant_id, code) do nothing
  returning code`;

const deleteCodes = `
  delete from activation_codes
  where tenant_id = $1 and entitlement_group_id = $2 and code = any($3::text[])
  returning code`;

const selectOwners = `
  select code, entitlement_group_id
  from activation_codes
  where tenant_id = $1 and code = any($2::text[])`;

const countCodes = `
  select count(*)::int as total
  from activation_codes
  where tenant_id = $1 and entitlement_group_id = $2`;

/** 32 signs without I, L, O and U: nothing to mistake when read aloud or typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code of 80 random bits, in four groups of four. */
const newActivationCode = (): string => {
  const signs = Array.from(randomFillSync(new Uint8Array(16)), (byte) => alphabet[byte % 32]).join('');
  return signs.replaceAll(/(.{4})(?=.)/g, '$1-');
};

/** Inserts what is free and answers it; a taken code is left out. */
const insertFree = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  codes: readonly string[],
  at: number,
): Promise<string[]> => {
  const values = [tenantId, entitlementGroupId, new Date(at), codes];
  return (await tx.query<{ code: string }>(insertCodes, values)).map(({ code }) => code);
};

const refuseTooMany = async (tx: Queryable, tenantId: string, entitlementGroupId: string) => {
  const counted = await tx.query<{ total: number }>(countCodes, [tenantId, entitlementGroupId]);
  const total = counted[0]?.total ?? 0;
  if (total > activationCodesMax) {
    throw new ApiProblem(
      'conflict',
      `The group would have ${total} activation codes; at most ${activationCodesMax} are possible.`,
    );
  }
};

/** The code of a new group: the vendor's own (409 when taken), else a generated one. */
export const putFirstCode = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  code: string | null,
  at: number,
): Promise<void> => {
  const added = await insertFree(tx, tenantId, entitlementGroupId, [code ?? newActivationCode()], at);
  if (added.length === 0 && code !== null) throw duplicate('activationCode', code);
};

export interface AddedCodes {
  readonly entitlementGroupId: string;
  readonly codes: readonly string[];
  /** Passes over codes the group has already. A code of another group is refused even then: it opens another order. */
  readonly ignoreDuplicates: boolean;
  /** Epoch ms. */
  readonly at: number;
}

/** Adds codes to a group that is locked. 409 naming the first code that is taken, or when the group has too many. */
export const addCodes = async (tx: Queryable, tenantId: string, added: AddedCodes): Promise<void> => {
  const { entitlementGroupId, codes, ignoreDuplicates, at } = added;
  const free = new Set(await insertFree(tx, tenantId, entitlementGroupId, [...new Set(codes)], at));
  const rows = await tx.query<{ code: string; entitlement_group_id: string }>(selectOwners, [
    tenantId,
    codes,
  ]);
  const owners = new Map(rows.map((row) => [row.code, row.entitlement_group_id]));
  for (const [index, code] of codes.entries()) {
    // Taken off the set, so that its second mention is a duplicate.
    if (free.delete(code)) continue;
    const taken = owners.get(code) !== entitlementGroupId || !ignoreDuplicates;
    if (taken) throw duplicate(`activationCodes.${index}`, code);
  }
  await refuseTooMany(tx, tenantId, entitlementGroupId);
};

/** Generates codes for a group that is locked and answers them. 409 when the group would have too many. */
export const generateCodes = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  count: number,
  at: number,
): Promise<string[]> => {
  const codes: string[] = [];
  while (codes.length < count) {
    const wanted = Array.from({ length: count - codes.length }, newActivationCode);
    codes.push(...(await insertFree(tx, tenantId, entitlementGroupId, wanted, at)));
  }
  await refuseTooMany(tx, tenantId, entitlementGroupId);
  return codes;
};

/** Removes codes from a group that is locked. 422 naming the first one it does not have, unless that is ignored. */
export const removeCodes = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  codes: readonly string[],
  ignoreMissing: boolean,
): Promise<void> => {
  const rows = await tx.query<{ code: string }>(deleteCodes, [tenantId, entitlementGroupId, codes]);
  const removed = new Set(rows.map(({ code }) => code));
  for (const [index, code] of codes.entries()) {
    if (removed.has(code) || ignoreMissing) continue;
    throw unknownReference(`activationCodes.${index}`, 'activation code of this group', code);
  }
};
