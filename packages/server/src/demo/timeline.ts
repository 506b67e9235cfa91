/** What is going to happen, in the order of time; of one instant, in the order it was planned. */
export interface Timeline {
  /** Plans an action at an instant (epoch ms). One that lies before the present one happens next. */
  plan(at: number, action: (at: number) => void): void;
  /** Does the next action that lies before `end`. False: there is none. */
  step(end: number): boolean;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly action: (at: number) => void;
}

const isBefore = (one: Entry, other: Entry) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** A binary heap. */
export const createTimeline = (): Timeline => {
  const heap: Entry[] = [];
  let planned = 0;

  const sink = (last: Entry) => {
    let index = 0;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      const right = heap[childIndex + 1];
      if (child && right && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!child || !isBefore(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  };

  return {
    plan: (at, action) => {
      const entry = { at, order: planned++, action };
      let index = heap.length;
      heap.push(entry);
      while (index > 0) {
        const parentIndex = (index - 1) >> 1;
        const parent = heap[parentIndex];
        if (!parent || !isBefore(entry, parent)) break;
        heap[index] = parent;
        index = parentIndex;
      }
      heap[index] = entry;
    },
    step: (end) => {
      const [first] = heap;
      if (!first || first.at >= end) return false;
      const last = heap.pop();
      if (last && heap.length > 0) sink(last);
      first.action(first.at);
      return true;
    },
  };
};
