import { randomBytes } from 'node:crypto'

/** An id that cannot be guessed (120 random bits), with a prefix for people who read logs: `ses_…`, `run_…`, `art_…`. */
export const newId = (prefix: 'ses' | 'run' | 'art'): string => `${prefix}_${randomBytes(15).toString('hex')}`
