/** Stretches of time and months in the language of a question. */
import type { Language } from './say.ts'

const LONG = 'January February March April May June July August September October November December'

const MONTHS: Record<Language, { long: string; short: string }> = {
  en: { long: LONG, short: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec' },
  de: {
    long: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
    short: 'Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.',
  },
  fr: {
    long: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    short: 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.',
  },
  es: {
    long: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    short: 'ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.',
  },
}

const LINKS: Record<Exclude<Language, 'en'>, Record<string, string>> = {
  de: { since: 'seit', after: 'nach', before: 'vor', until: 'bis', to: 'bis', or: 'oder' },
  fr: { since: 'depuis', after: 'après', before: 'avant', until: 'jusqu’à', to: 'à', or: 'ou' },
  es: { since: 'desde', after: 'después de', before: 'antes de', until: 'hasta', to: 'a', or: 'o' },
}

export const shortMonths = (language: Language): string[] => MONTHS[language].short.split(' ')

/** What dates.ts says of a time, such as “since March 2024”. */
export function inTimes(says: string, language: Language): string {
  if (language === 'en') return says
  const english = LONG.split(' ')
  const own = MONTHS[language].long.split(' ')
  return says.replace(/\p{L}+/gu, word => LINKS[language][word] ?? own[english.indexOf(word)] ?? word)
}
