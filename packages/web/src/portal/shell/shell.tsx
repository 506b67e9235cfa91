import { Link, Outlet } from '@tanstack/react-router';
import { usePermits, usePortalSession } from '../session/session.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { paths } from './paths.ts';
import classes from './shell.module.css';

/** The ways to the other pages: those the vendor shows. */
const Navigation = () => {
  const { shell } = useTexts();
  const [orders, codes, users] = [usePermits('groups'), usePermits('codes'), usePermits('users')];
  const links = [
    { to: paths.overview, label: shell.overview, isShown: true },
    { to: paths.orders, label: shell.orders, isShown: orders },
    { to: paths.codes, label: shell.codes, isShown: codes },
    { to: paths.users, label: shell.users, isShown: users },
  ].filter(({ isShown }) => isShown);
  if (links.length === 1) return null;
  return (
    <nav className={classes.navigation} aria-label={shell.navigation}>
      <ul className={classes.links} style={{ margin: '0 auto' }}>
        {links.map(({ to, label }) => (
          <li key={to}>
            <Link to={to} className={classes.link} activeOptions={{ exact: to === paths.overview }}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** What stands around every page. */
export const Shell = () => {
  const { common, shell } = useTexts();
  const { customer, role, vendorName } = usePortalSession();
  return (
    <>
      <a className={classes.skip} href="#content">
        {common.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to={paths.overview} className={classes.brand}>
            <Brand />
          </Link>
          <div className={classes.who}>
            <span className={classes.customer}>
              {customer.name}, {shell[role]}
            </span>
            <AccountMenu />
          </div>
        </div>
      </header>
      {vendorName !== null && (
        <div className={classes.notice}>{shell.asVendor(vendorName, customer.name)}</div>
      )}
      <Navigation />
      <main className={classes.main} id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
};
