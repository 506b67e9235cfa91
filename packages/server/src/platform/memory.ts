import { setFlagsFromString } from 'node:v8';

/**
 * Collects the heap when it has grown by half of what is alive. Left to itself the engine waits until it is several
 * times that, and a server under load holds much more memory than it needs. (The bench tells the memory and the speed.)
 */
export const boundHeapGrowth = (): void => setFlagsFromString('--heap-growing-percent=50');
