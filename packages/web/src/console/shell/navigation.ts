import type { Permission } from '@leeway/contract';
import {
  IconActivity,
  IconBan,
  IconBellRinging,
  IconBox,
  IconBuilding,
  IconCalendarRepeat,
  IconCertificate,
  IconFileImport,
  IconForms,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconMail,
  IconMessagePlus,
  IconPuzzle,
  IconReceipt,
  IconRefresh,
  IconReportAnalytics,
  IconSettings,
  IconShieldLock,
  IconTag,
  IconUsers,
  IconWebhook,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { OpenRequests } from '../pages/seat-requests/open-requests.tsx';

interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: TablerIcon;
  /** One of them is enough to see it; none: everybody does. */
  readonly permissions: readonly Permission[];
  /** How much waits there. */
  readonly Waiting?: ComponentType;
}

interface NavigationGroup {
  readonly label: string | null;
  readonly items: readonly NavigationItem[];
}

const sold: readonly Permission[] = ['entitlements:read', 'entitlements:admin'];
const catalogue: readonly Permission[] = ['products:read', 'products:admin'];

/** A report needs what the list of the same needs: one of the two is enough to begin with. */
const reported: readonly Permission[] = [...sold, 'customers:read', 'customers:admin'];

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
      {
        ...{ to: '/seat-requests', label: 'Seat requests', icon: IconMessagePlus, permissions: sold },
        Waiting: OpenRequests,
      },
    ],
  },
  {
    label: 'Catalogue',
    items: [
      { to: '/products', label: 'Products', icon: IconBox, permissions: catalogue },
      { to: '/offerings', label: 'Offerings', icon: IconTag, permissions: catalogue },
      { to: '/plans', label: 'Plans', icon: IconCalendarRepeat, permissions: catalogue },
      { to: '/features', label: 'Global features', icon: IconPuzzle, permissions: catalogue },
      { to: '/attributes', label: 'Global attributes', icon: IconListDetails, permissions: catalogue },
    ],
  },
  {
    label: 'Evidence',
    items: [
      { to: '/renewals', label: 'Renewals', icon: IconRefresh, permissions: sold },
      { to: '/denials', label: 'Denials', icon: IconBan, permissions: sold },
      { to: '/statements', label: 'Statements', icon: IconReceipt, permissions: sold },
      { to: '/reports', label: 'Reports', icon: IconReportAnalytics, permissions: reported },
    ],
  },
  {
    label: 'Account',
    items: [
      { to: '/webhooks', label: 'Webhooks', icon: IconWebhook, permissions: ['webhooks:admin'] },
      { to: '/thresholds', label: 'Thresholds', icon: IconBellRinging, permissions: ['webhooks:admin'] },
      { to: '/users', label: 'Users', icon: IconUsers, permissions: ['users:read', 'users:admin'] },
      { to: '/api-clients', label: 'API credentials', icon: IconKey, permissions: ['api:admin'] },
      { to: '/portal-settings', label: 'Portal', icon: IconWorld, permissions: ['eup:admin'] },
      { to: '/mail', label: 'Mails', icon: IconMail, permissions: ['settings:admin'] },
      { to: '/import', label: 'Import customers', icon: IconFileImport, permissions: ['customers:admin'] },
      { to: '/custom-fields', label: 'Custom fields', icon: IconForms, permissions: ['settings:admin'] },
      { to: '/settings', label: 'Settings', icon: IconSettings, permissions: ['settings:admin'] },
      { to: '/security', label: 'Security', icon: IconShieldLock, permissions: ['settings:admin'] },
      { to: '/audit-log', label: 'Audit log', icon: IconHistory, permissions: ['settings:admin'] },
    ],
  },
];
