import type { Body, Reply } from '../../../api/wire.ts';
import { type accent, portalColors } from '../../../ui/portal-theme.ts';

/** The settings of the portal as its form holds them. */

type Settings = Reply<'getPortalSettings'>;
export type ShownTo = Settings['showActivationsGraph'];

export interface PortalValues {
  readonly url: string;
  readonly showActivationsGraph: ShownTo;
  readonly showActivationCodes: ShownTo;
  readonly showEntitlementGroups: ShownTo;
  readonly showUserManagement: ShownTo;
  /** By the name of the custom property; what is not a colour of ours is kept as it is. */
  readonly themeOverrides: Readonly<Record<string, string>>;
}

export const valuesOf = ({
  themeOverrides,
  logoId: _,
  logoSizeLimit: __,
  ...settings
}: Settings): PortalValues => ({
  ...settings,
  themeOverrides: themeOverrides ?? {},
});

/** A colour as it will be: chosen, or as the product brings it. */
export const colorOf = (theme: PortalValues['themeOverrides'], { key, byDefault }: typeof accent): string =>
  theme[key] ?? byDefault;

/** Colours that are as the product brings them are not kept, nor is an address that nobody touched. */
export const bodyOf = (
  { themeOverrides, url, ...values }: PortalValues,
  before: Settings,
): Body<'updatePortalSettings'> => {
  const defaults = new Map(portalColors.map(({ key, byDefault }) => [key, byDefault]));
  const chosen = Object.entries(themeOverrides).filter(
    ([key, value]) => value !== '' && value.toLowerCase() !== defaults.get(key),
  );
  return { ...values, ...(url === before.url ? {} : { url }), themeOverrides: Object.fromEntries(chosen) };
};

/** The parts of the portal that can be hidden. */
export const shownParts = [
  {
    key: 'showActivationsGraph',
    label: 'Use over time',
    hint: 'The chart of seats in use, and who was denied.',
  },
  { key: 'showActivationCodes', label: 'Activation codes', hint: 'What applications are activated with.' },
  { key: 'showEntitlementGroups', label: 'Orders', hint: 'What was bought, and who may use it.' },
  {
    key: 'showUserManagement',
    label: 'Users',
    hint: "The customer's people; admins invite and remove them.",
  },
] as const satisfies readonly { key: keyof PortalValues; label: string; hint: string }[];

export const shownWords: Readonly<Record<ShownTo, string>> = {
  none: 'Nobody',
  admin: 'Admins',
  user: 'Everybody',
};
