import {
  type EupFeatureAccess,
  type EupSettingsModel,
  type PortalVisibility,
  portalLogoBytesMax,
  themeOverrideLengthMax,
  themeOverridesMax,
  type UpdateEupSettingsApiRequest,
} from '@leeway/contract';
import { themeFault } from '@leeway/rules';
import { invalid } from '../../platform/http/problem.ts';

/** What a tenant's portal shows (rule 43), and how it looks. */

/** What a tenant has chosen; null: the default. */
export interface PortalChoices {
  readonly url: string | null;
  readonly themeOverrides: Record<string, string> | null;
  readonly showActivationsGraph: EupFeatureAccess | null;
  readonly showActivationCodes: EupFeatureAccess | null;
  readonly showEntitlementGroups: EupFeatureAccess | null;
  readonly showUserManagement: EupFeatureAccess | null;
}

const nothingChosen: PortalChoices = {
  url: null,
  themeOverrides: null,
  showActivationsGraph: null,
  showActivationCodes: null,
  showEntitlementGroups: null,
  showUserManagement: null,
};

type Shown = { readonly [Name in keyof PortalVisibility]: PortalVisibility[Name] | null };

/** What is shown, and to whom; null: the default. */
export const visibilityInForce = (shown: Shown): PortalVisibility => ({
  showActivationsGraph: shown.showActivationsGraph ?? 'user',
  showActivationCodes: shown.showActivationCodes ?? 'user',
  showEntitlementGroups: shown.showEntitlementGroups ?? 'user',
  // Who manages the customer's users is its admin.
  showUserManagement: shown.showUserManagement ?? 'admin',
});

/** The settings in force. @param defaultUrl of the portal this server brings */
export const settingsInForce = (
  choices: PortalChoices | null,
  logoId: string | null,
  defaultUrl: string,
): EupSettingsModel => {
  const chosen = choices ?? nothingChosen;
  return {
    url: chosen.url ?? defaultUrl,
    logoId,
    themeOverrides: chosen.themeOverrides,
    ...visibilityInForce(chosen),
    logoSizeLimit: portalLogoBytesMax,
  };
};

const themeKey = /^[A-Za-z-][A-Za-z0-9_.-]{0,99}$/;
// A theme value becomes a value of the style sheet, and must not be able to become more.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notInThemeValue = /[\u0000-\u001f\u007f<>{};\\]|\/\*/;

const refuseBadTheme = (theme: Record<string, string>): void => {
  const entries = Object.entries(theme);
  if (entries.length > themeOverridesMax) {
    throw invalid('themeOverrides', `must not have more than ${themeOverridesMax} values`, 'maxProperties');
  }
  for (const [key, value] of entries) {
    if (!themeKey.test(key)) {
      throw invalid('themeOverrides', `"${key.slice(0, 100)}" is no name of a theme value`, 'pattern');
    }
    if (value.length > themeOverrideLengthMax || notInThemeValue.test(value)) {
      throw invalid(
        `themeOverrides.${key}`,
        `must be a value of a style sheet with at most ${themeOverrideLengthMax} characters`,
        'pattern',
      );
    }
  }
  const fault = themeFault(theme);
  if (fault) throw invalid(`themeOverrides.${fault.key}`, fault.message, 'contrast');
};

/** @throws ApiProblem `validationFailed` */
const urlFrom = (text: string): string | null => {
  if (text === '') return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw invalid('url', 'must be an http or https URL without ? and #', 'format');
  }
  return text;
};

/**
 * The choices after an edit. What is missing or null stays as it is; an empty `url` and an empty theme go back to the
 * default. Throws ApiProblem `validationFailed`.
 */
export const choicesAfter = (
  current: PortalChoices | null,
  edit: UpdateEupSettingsApiRequest,
): PortalChoices => {
  const before = current ?? nothingChosen;
  const { url, themeOverrides: theme } = edit;
  if (theme) refuseBadTheme(theme);
  return {
    url: typeof url === 'string' ? urlFrom(url) : before.url,
    themeOverrides: theme ? (Object.keys(theme).length > 0 ? theme : null) : before.themeOverrides,
    showActivationsGraph: edit.showActivationsGraph ?? before.showActivationsGraph,
    showActivationCodes: edit.showActivationCodes ?? before.showActivationCodes,
    showEntitlementGroups: edit.showEntitlementGroups ?? before.showEntitlementGroups,
    showUserManagement: edit.showUserManagement ?? before.showUserManagement,
  };
};

/** Earlier clients send yes or no for what has become a word. */
export const tolerateGraphSwitch = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || !('showActivationsGraph' in body)) return body;
  const { showActivationsGraph: shown } = body;
  return typeof shown === 'boolean' ? { ...body, showActivationsGraph: shown ? 'user' : 'none' } : body;
};
