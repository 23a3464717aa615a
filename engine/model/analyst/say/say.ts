/** One sentence in the language of the question: as plain text, or as an f-string that Python fills. */
import { de } from './de.ts'
import { en, type Key as AnswerKey, type Words } from './en.ts'
import { es } from './es.ts'
import { FILES, type FileKey } from './files.ts'
import { fr } from './fr.ts'
import { LIMITS, type LimitKey } from './limits.ts'
import { VERDICTS, type VerdictKey } from './verdicts.ts'

export type Key = AnswerKey | LimitKey | FileKey | VerdictKey

export type Language = 'en' | 'de' | 'fr' | 'es'

export const WORDS: Record<Language, Words & Record<LimitKey | FileKey | VerdictKey, string>> = {
  en: { ...en, ...LIMITS.en, ...FILES.en, ...VERDICTS.en },
  de: { ...de, ...LIMITS.de, ...FILES.de, ...VERDICTS.de },
  fr: { ...fr, ...LIMITS.fr, ...FILES.fr, ...VERDICTS.fr },
  es: { ...es, ...LIMITS.es, ...FILES.es, ...VERDICTS.es },
}

const SLOT = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/

/** The sentence with its slots filled; `{count:row|rows}` is the word that goes with the number in the slot `count`. */
export const sentence = (language: Language, key: Key, slots: Record<string, string> = {}): string =>
  WORDS[language][key].replace(new RegExp(SLOT, 'g'), whole => {
    const [, slot = '', one, many = ''] = SLOT.exec(whole) ?? []
    const value = slots[slot]
    if (value === undefined) return whole
    return one === undefined ? value : counted(value, { one, many, language })
  })

type Counted = { one: string; many: string; language: Language }

/** One or many: known now for a number in the text, else asked of Python's `plural`. */
function counted(value: string, { one, many, language }: Counted): string {
  const code = /^\{number\((.*?)(?:, '[^']*')?\)\}$/s.exec(value)?.[1] ?? /^\{(.*)\}$/s.exec(value)?.[1]
  if (code !== undefined) return `{plural(${code}, '${one}', '${many}')}`
  return Number(value) === 1 || (language === 'fr' && Number(value) === 0) ? one : many
}

/** Python that `counted` needs. */
export const pluralCode = (language: Language): string =>
  `def plural(count, one, many):\n    return one if count ${language === 'fr' ? '< 2' : '== 1'} else many`

/** The same as a Python f-string; a slot is `{an expression}` or text made safe by `inside`. */
export const say = (language: Language, key: Key, slots: Record<string, string> = {}): string =>
  `f"${sentence(language, key, slots)}"`

/** The sign stands apart everywhere but in English. */
export const percent = (value: string, language: Language): string => `${value}${language === 'en' ? '' : '\u00a0'}%`
