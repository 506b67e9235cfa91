/**
 * Gathers what is to be written: while one write is on its way, what comes meanwhile waits for the next and goes
 * together. What the answer promises is the end of the write that the item was part of.
 */
export const gatherWrites = <Item>(write: (items: readonly Item[]) => Promise<void>) => {
  let waiting: Item[] = [];
  let next: Promise<void> | null = null;
  let last: Promise<void> = Promise.resolve();

  const writeAfter = async (before: Promise<void>): Promise<void> => {
    // Its failure is known to those whose items it had.
    await before.catch(() => undefined);
    const items = waiting;
    waiting = [];
    next = null;
    await write(items);
  };

  return (item: Item): Promise<void> => {
    waiting.push(item);
    if (!next) {
      next = writeAfter(last);
      last = next;
    }
    return next;
  };
};
