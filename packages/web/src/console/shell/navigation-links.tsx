import { Link } from '@tanstack/react-router';
import { mayOf, useSession } from '../../api/session.ts';
import { navigation } from './navigation.ts';
import classes from './shell.module.css';

/** The links at the left: those the role may open. */
export const NavigationLinks = ({ onOpen }: { readonly onOpen: () => void }) => {
  const session = useSession();
  const groups = navigation
    .map(({ label, items }) => ({
      label,
      items: items.filter(({ permissions }) => mayOf(session, permissions)),
    }))
    .filter(({ items }) => items.length > 0);
  return groups.map(({ label, items }) => (
    <div key={label ?? ''}>
      {label && <div className={classes.group}>{label}</div>}
      <ul className={classes.items} aria-label={label ?? 'Every day'}>
        {items.map(({ to, label: name, icon: Icon, Waiting }) => (
          <li key={to}>
            <Link className={classes.item} to={to} activeOptions={{ exact: to === '/' }} onClick={onOpen}>
              <Icon size={17} stroke={1.7} aria-hidden />
              <span className={classes.name}>{name}</span>
              {Waiting && <Waiting />}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  ));
};
