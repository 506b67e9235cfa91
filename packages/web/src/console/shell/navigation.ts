import type { Permission } from '@leeway/contract';
import {
  IconActivity,
  IconBox,
  IconBuilding,
  IconCalendarRepeat,
  IconCertificate,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconPuzzle,
  IconTag,
  IconUsers,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';

interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: TablerIcon;
  /** One of them is enough to see it; none: everybody does. */
  readonly permissions: readonly Permission[];
}

interface NavigationGroup {
  readonly label: string | null;
  readonly items: readonly NavigationItem[];
}

const sold: readonly Permission[] = ['entitlements:read', 'entitlements:admin'];
const catalogue: readonly Permission[] = ['products:read', 'products:admin'];

/** What stands at the left, in its groups. What the role may not open is not shown. */
export const navigation: readonly NavigationGroup[] = [
  {
    label: null,
    items: [
      { to: '/', label: 'Dashboard', icon: IconLayoutDashboard, permissions: sold },
      {
        to: '/customers',
        label: 'Customers',
        icon: IconBuilding,
        permissions: ['customers:read', 'customers:admin'],
      },
      { to: '/entitlements', label: 'Entitlements', icon: IconCertificate, permissions: sold },
      { to: '/activity', label: 'Activity', icon: IconActivity, permissions: sold },
    ],
  },
  {
    label: 'Catalogue',
    items: [
      { to: '/products', label: 'Products', icon: IconBox, permissions: catalogue },
      { to: '/offerings', label: 'Offerings', icon: IconTag, permissions: catalogue },
      { to: '/plans', label: 'Plans', icon: IconCalendarRepeat, permissions: catalogue },
      { to: '/features', label: 'Global features', icon: IconPuzzle, permissions: catalogue },
    ],
  },
  {
    label: 'Account',
    items: [
      { to: '/webhooks', label: 'Webhooks', icon: IconWebhook, permissions: ['webhooks:admin'] },
      { to: '/users', label: 'Users', icon: IconUsers, permissions: ['users:read', 'users:admin'] },
      { to: '/api-clients', label: 'API credentials', icon: IconKey, permissions: ['api:admin'] },
      { to: '/audit-log', label: 'Audit log', icon: IconHistory, permissions: ['settings:admin'] },
    ],
  },
];
