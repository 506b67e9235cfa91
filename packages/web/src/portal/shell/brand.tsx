import { useBranding } from '../branding/branding.ts';
import { useTexts } from '../texts/use-texts.tsx';
import classes from './shell.module.css';

/** The vendor's logo, or its name. */
export const Brand = () => {
  const { logoUrl, tenant } = useBranding();
  const { signIn } = useTexts();
  if (logoUrl) return <img src={logoUrl} alt={signIn.site(tenant.name)} className={classes.logo} />;
  return <span className={classes.name}>{signIn.site(tenant.name)}</span>;
};
