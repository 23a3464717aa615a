/** One sentence in the language of the question: as plain text, or as an f-string that Python fills. */
import { de } from './de.ts'
import { en, type Key, type Words } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'

export type { Key }

export type Language = 'en' | 'de' | 'fr' | 'es'

export const WORDS: Record<Language, Words> = { en, de, fr, es }

/** The sentence with its slots filled. */
export const sentence = (language: Language, key: Key, slots: Record<string, string> = {}): string =>
  WORDS[language][key].replace(/\{(\w+)\}/g, (whole, slot: string) => slots[slot] ?? whole)

/** The same as a Python f-string; a slot is `{an expression}` or text made safe by `inside`. */
export const say = (language: Language, key: Key, slots: Record<string, string> = {}): string =>
  `f"${sentence(language, key, slots)}"`

/** The sign stands apart everywhere but in English. */
export const percent = (value: string, language: Language): string => `${value}${language === 'en' ? '' : '\u00a0'}%`
