/**
 * Leases ordered by their end: a binary heap. A renewed or freed lease stays in it until it comes up, so whoever takes
 * one out asks whether it still holds.
 */
export interface LeaseEntry {
  readonly leaseEnd: number;
  readonly activationId: string;
}

export type LeaseQueue = LeaseEntry[];

export const pushLease = (queue: LeaseQueue, entry: LeaseEntry): void => {
  let index = queue.length;
  queue.push(entry);
  while (index > 0) {
    const parentIndex = (index - 1) >> 1;
    const parent = queue[parentIndex];
    if (!parent || parent.leaseEnd <= entry.leaseEnd) break;
    queue[index] = parent;
    index = parentIndex;
  }
  queue[index] = entry;
};

/** Takes out the entry with the earliest end. */
export const popLease = (queue: LeaseQueue): LeaseEntry | undefined => {
  const [first] = queue;
  const last = queue.pop();
  if (!last || queue.length === 0) return first;
  let index = 0;
  for (;;) {
    let childIndex = 2 * index + 1;
    let child = queue[childIndex];
    const right = queue[childIndex + 1];
    if (child && right && right.leaseEnd < child.leaseEnd) {
      child = right;
      childIndex += 1;
    }
    if (!child || child.leaseEnd >= last.leaseEnd) break;
    queue[index] = child;
    index = childIndex;
  }
  queue[index] = last;
  return first;
};
