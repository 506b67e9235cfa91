import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

interface RowLinkProps {
  /** The address below the application's own: `/customers/cust_1`. */
  readonly to: string;
  readonly children: ReactNode;
}

/**
 * A link in a row of a list. The router's own works out its address anew whenever that of the page changes, as it does with each
 * letter of a filter: of hundreds in a list that is most of what happens then.
 */
export const RowLink = ({ to, children }: RowLinkProps) => {
  const router = useRouter();
  const preload = () => void router.preloadRoute({ to }).catch(() => undefined);
  const open = (event: MouseEvent) => {
    // Another tab, another window, a download: the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    void router.navigate({ to });
  };
  return (
    <a
      href={`${router.basepath}${to}`}
      onClick={open}
      onMouseEnter={preload}
      onFocus={preload}
      onTouchStart={preload}
    >
      {children}
    </a>
  );
};
