/** The colours of the portal a vendor chooses: values of the style sheet, kept by these names in the portal's settings. */

export interface PortalColor {
  /** The custom property, and its name in `themeOverrides`. */
  readonly key: string;
  readonly label: string;
  /** As the product brings it. */
  readonly byDefault: string;
}

export const headerBack: PortalColor = {
  key: '--portal-header',
  label: 'Header',
  byDefault: '#ffffff',
};
export const headerText: PortalColor = {
  key: '--portal-header-text',
  label: 'Text in the header',
  byDefault: '#1b2230',
};
export const accent: PortalColor = {
  key: '--portal-accent',
  label: 'Buttons and links',
  byDefault: '#1a54bf',
};
export const accentText: PortalColor = {
  key: '--portal-accent-text',
  label: 'Text on buttons',
  byDefault: '#ffffff',
};

export const portalColors = [headerBack, headerText, accent, accentText] as const;
