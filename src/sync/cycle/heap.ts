/** Less memory for a little more time, once a sync is long. */
import {setFlagsFromString} from 'node:v8';

/**
 * V8 lets its heap grow to several times of what is in use before it looks what can go. A clone of
 * 100,000 entries then took 283 MB instead of 230, and saved 4 % of the time.
 */
export const limitHeapGrowth = (): void => setFlagsFromString('--heap-growing-percent=20');
