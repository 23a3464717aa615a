export const QUESTION_ID = 'question'

/** Puts the cursor into the question box, where most acts end. */
export const focusQuestion = (): void => document.getElementById(QUESTION_ID)?.focus()

/** After an act elsewhere; not where a finger points, for there the keyboard would cover what the person came to read. */
export function returnToQuestion(): void {
  if (matchMedia('(pointer: fine)').matches) document.getElementById(QUESTION_ID)?.focus({ preventScroll: true })
}
