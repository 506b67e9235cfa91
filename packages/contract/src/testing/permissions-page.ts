import {
  finerPermissions,
  operations,
  portalAccesses,
  rolePermits,
  roles,
  scopePermissions,
} from '../index.ts';
import type { Operation } from '../operation.ts';

/** The text of docs/permissions.md, from the table of roles and the operations served. */

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const mark = (held: boolean) => (held ? 'yes' : '');
const roleNames = roles.map(({ name }) => name);
const head = (first: readonly string[]) => [
  row([...first, ...roleNames]),
  row([...first.map(() => '---'), ...roleNames.map(() => ':-:')]),
];

const permissionRow = (permission: string, description: string) =>
  row([
    `\`${permission}\``,
    description,
    ...roles.map(({ permissions }) => mark((permissions as readonly string[]).includes(permission))),
  ]);

const operationRow = (operation: Operation) =>
  row([
    `\`${operation.id}\``,
    operation.scopes.map((scope) => `\`${scope}\``).join(' or ') || 'any',
    ...roleNames.map((name) => mark(rolePermits(name, operation))),
  ]);

const served = (Object.values(operations) as Operation[]).filter(({ portal }) => portal === null);
const ofPortal = (Object.values(operations) as Operation[]).filter(({ portal }) => portal !== null);
const tags = [...new Set(served.map(({ tag }) => tag))];

export const permissionsPage = (): string =>
  [
    '# Permissions',
    '',
    '<!-- Made from packages/contract/src/roles.ts; change that table, then run:',
    'npx vitest run packages/contract/src/roles.test.ts -u -->',
    '',
    'Every user of the console has one of seven roles. The API refuses what the role does not permit (403), whether',
    'the call comes from the console or from a program that signed in as that user. API clients have no role: they',
    'may do what the scopes of their token allow.',
    '',
    ...roles.map(({ name, description }) => `- **${name}**: ${description}`),
    '',
    'The installation has besides an operator, who is no user: an API client with `tenants:admin`, made on the command',
    'line. No role has that scope.',
    '',
    '## Permissions',
    '',
    'A scope permits every operation that needs it.',
    '',
    ...head(['permission', 'to']),
    ...Object.entries(scopePermissions).map(([scope, description]) => permissionRow(scope, description)),
    '',
    'Some operations need a permission of their own instead, because their scope is too coarse for people.',
    '',
    ...head(['permission', 'to']),
    ...Object.entries(finerPermissions).map(([name, { description }]) => permissionRow(name, description)),
    '',
    '## Operations',
    '',
    'The scope is what an API client needs; the roles are the users who may.',
    ...tags.flatMap((tag) => [
      '',
      `### ${tag}`,
      '',
      ...head(['operation', 'scope']),
      ...served.filter((operation) => operation.tag === tag).map(operationRow),
    ]),
    '',
    '## The portal',
    '',
    "A customer's people call these, signed in to the portal (rule 43). An operation needs one access; a `user` sees the",
    'entitlements of the orders that list the user, an `admin` all of the customer.',
    '',
    row(['access', 'who has it']),
    row(['---', '---']),
    ...Object.entries(portalAccesses).map(([access, description]) => row([`\`${access}\``, description])),
    '',
    row(['operation', 'access']),
    row(['---', '---']),
    ...ofPortal.map(({ id, portal }) => row([`\`${id}\``, `\`${portal}\``])),
    '',
  ].join('\n');
