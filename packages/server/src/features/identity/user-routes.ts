import { operations, roles, type UserModel } from '@leeway/contract';
import { columnOf } from '../../platform/files/send-list.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { accountKeyOf } from './account-key.ts';
import { permissionModels, roleId, roleNameOf, roleOfId } from './role-ids.ts';
import { selectTenant } from './store.ts';
import { describeTenant, type IdentityContext } from './tenants.ts';
import { createUser, deleteUser, isEnabled, resendInvitation, setUserDisabled, updateUser } from './users.ts';
import { pageOfUsers, replaceSecurity, selectSecurity, selectUser, type UserRow } from './users-store.ts';

/** Told of users whose sessions have ended, so that this process need not find out. */
export type ForgetUser = (tenantId: string, userId: string) => void;

const statusOf = (user: UserRow): UserModel['status'] => {
  if (user.disabledDate) return 'disabled';
  return isEnabled(user) ? 'active' : 'invited';
};

const shown = (user: UserRow): UserModel => ({
  id: user.userId,
  username: user.username,
  firstName: user.firstName,
  lastName: user.lastName,
  email: user.email,
  enabled: isEnabled(user),
  roleId: roleId(user.tenantId, user.role),
  emailVerified: user.emailVerified,
  secondFactor: user.secondFactor,
  status: statusOf(user),
});

const column = columnOf<UserRow>;

const userColumns = [
  column('userId', 'User', 'text', ({ userId }) => userId),
  column('username', 'User name', 'text', ({ username }) => username),
  column('firstName', 'First name', 'text', ({ firstName }) => firstName),
  column('lastName', 'Last name', 'text', ({ lastName }) => lastName),
  column('email', 'E-mail', 'text', ({ email }) => email),
  column('role', 'Role', 'text', ({ role }) => role),
  column('status', 'State', 'word', statusOf),
  column('secondFactor', 'Second factor', 'boolean', ({ secondFactor }) => secondFactor),
];

export const registerUsers = (context: IdentityContext, forgetUser: ForgetUser): void => {
  const { route, database, clock, publicUrl, sendList } = context;

  route(operations.createUser, async ({ tenantId, author, body }) => {
    const role = roleNameOf(tenantId, body.roleId);
    const parts = { database, clock, author, publicUrl };
    const { user } = await createUser(parts, tenantId, { ...body, role });
    return shown(user);
  });

  route(operations.listUsers, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { items, total } = await pageOfUsers(database, tenantId, query, page);
    return pageReply(page, items.map(shown), total);
  });

  route(operations.exportUsers, (asked) =>
    sendList(asked, {
      ...{ title: 'Users', columns: userColumns },
      read: async (db, page) => {
        const { items, total } = await pageOfUsers(db, asked.tenantId, asked.query, page);
        return { items, elementsTotal: total };
      },
    }),
  );

  route(operations.getUser, async ({ tenantId, params }) => {
    const user = await selectUser(database, tenantId, params.userId);
    if (!user) throw notFound('user', params.userId);
    return shown(user);
  });

  route(operations.updateUser, async ({ tenantId, author, params, body }) => {
    await updateUser({ database, clock, author, publicUrl }, tenantId, params.userId, body);
    forgetUser(tenantId, params.userId);
    return undefined;
  });

  route(operations.sendUserInvitation, async ({ tenantId, author, params }) => {
    await resendInvitation({ database, clock, author, publicUrl }, tenantId, params.userId);
    return undefined;
  });

  route(operations.disableUser, async ({ tenantId, author, params }) => {
    await setUserDisabled({ database, clock, author }, tenantId, params.userId, true);
    forgetUser(tenantId, params.userId);
    return undefined;
  });

  route(operations.enableUser, async ({ tenantId, author, params }) => {
    await setUserDisabled({ database, clock, author }, tenantId, params.userId, false);
    return undefined;
  });

  route(operations.deleteUser, async ({ tenantId, author, params }) => {
    await deleteUser({ database, author }, tenantId, params.userId);
    forgetUser(tenantId, params.userId);
    return undefined;
  });
};

/** Roles, security settings and the account's key. */
export const registerAccount = ({ route, database, clock }: IdentityContext): void => {
  route(operations.listRoles, ({ tenantId }) => ({
    items: roles.map(({ name, description }) => ({ id: roleId(tenantId, name), name, description })),
    elementsTotal: roles.length,
  }));

  route(operations.getRole, ({ tenantId, params }) => {
    const role = roleOfId(tenantId, params.roleId);
    if (!role) throw notFound('role', params.roleId);
    const { name, description } = role;
    return { id: params.roleId, name, description, permissions: permissionModels(role) };
  });

  route(operations.getSecuritySettings, ({ tenantId }) => selectSecurity(database, tenantId));

  route(operations.updateSecuritySettings, async ({ tenantId, author, body }) => {
    await database.transaction(author, (tx) => replaceSecurity(tx, tenantId, body.enforceMfa));
    return undefined;
  });

  route(operations.getAccountSettings, async ({ tenantId }) => {
    const tenant = await selectTenant(database, tenantId);
    if (!tenant) throw notFound('tenant', tenantId);
    const { name, timeZone, slug } = tenant;
    return { name, timeZone, slug };
  });

  route(operations.updateAccountSettings, async ({ tenantId, author, body }) => {
    await describeTenant({ database, author }, tenantId, body);
    return undefined;
  });

  route(operations.getAccountKey, async ({ tenantId }) => {
    const { publicJwk } = await accountKeyOf({ database, clock }, tenantId);
    return publicJwk;
  });
};
