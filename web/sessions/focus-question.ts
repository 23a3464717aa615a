export const QUESTION_ID = 'question'

/** Puts the cursor into the question box, where most acts end. */
export const focusQuestion = (): void => document.getElementById(QUESTION_ID)?.focus()
