import { clsx, type ClassValue } from 'clsx'

/** Joins class names. What a caller adds must not contradict what stands there: order in a string decides nothing. */
export const classNames = (...names: ClassValue[]): string => clsx(names)
