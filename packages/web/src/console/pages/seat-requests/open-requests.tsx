import { useApi } from '../../../api/use-api.ts';
import { formatNumber } from '../../../ui/format.ts';
import classes from './open-requests.module.css';

/** How many requests wait for an answer, beside the link to them; nothing when none does. */
export const OpenRequests = () => {
  const { data } = useApi('listSeatRequests', { query: { state: 'open', pageSize: 1 } });
  if (!data || data.elementsTotal === 0) return null;
  return (
    <span className={classes.count}>
      {formatNumber(data.elementsTotal)}
      <span className={classes.words}> open</span>
    </span>
  );
};
