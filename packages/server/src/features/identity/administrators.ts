import type { Queryable } from '../../platform/database.ts';

const addressesSql = `
  select email
  from users
  where tenant_id = $1 and role = 'Account Administrator' and disabled_date is null
    and (password_hash is not null or openid_subject is not null)
  order by created_at, user_id`;

/** Who is written to when a tenant must look after something: those who administer it and can sign in. */
export const selectAdministratorAddresses = async (db: Queryable, tenantId: string): Promise<string[]> =>
  (await db.query<{ email: string }>(addressesSql, [tenantId])).map(({ email }) => email);
