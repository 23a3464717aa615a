import { describe, expect, test } from 'vitest'
import { languageOf } from './language.ts'
import { inEnglish } from './phrases.ts'
import { percent, pluralCode, say, sentence, WORDS, type Key, type Language } from './say.ts'
import { inTimes } from './times.ts'
import { tables } from '../tables-for-tests.ts'

/** {name}, or {name:one|many} for the word that goes with its number. */
const SLOT = /\{(\w+)(?::[^{}|]+\|[^{}|]+)?\}/g
const slots = (text: string): string[] => [...new Set([...text.matchAll(SLOT)].map(match => match[1] ?? ''))].sort()

describe.each(Object.entries(WORDS))('the sentences of %s', (language, words) => {
  test('have the slots of the English ones: no number is lost on the way', () => {
    const wrong = (Object.keys(WORDS.en) as Key[]).filter(
      key => slots(words[key]).join() !== slots(WORDS.en[key]).join(),
    )
    expect(wrong).toEqual([])
  })
  test('hold nothing that would end the Python text they stand in', () => {
    const unsafe = Object.entries(words).filter(([, text]) => /["'\\\n]|[{}]/.test(text.replace(SLOT, '')))
    expect(unsafe).toEqual([])
  })
  test('are in their own language', () => {
    const same = (Object.keys(WORDS.en) as Key[]).filter(
      key => words[key] === WORDS.en[key] && /[a-z]{6}/.test(WORDS.en[key].replace(SLOT, '')),
    )
    if (language !== 'en') expect(same).toEqual([])
  })
})

test('a sentence becomes an f-string with its slots filled', () => {
  expect(say('en', 'rank.most', { name: '{names[0]}', what: 'revenue', value: '{number(x)}' })).toBe(
    'f"{names[0]} has the highest revenue: {number(x)}"',
  )
  expect(sentence('de', 'and', { one: 'A', other: 'B' })).toBe('A und B')
  expect(percent('12', 'en')).toBe('12%')
  expect(percent('12', 'de')).toBe('12\u00a0%')
})

describe('a word that goes with a number', () => {
  test('is chosen at once where the number is known, and by Python where it is not', () => {
    expect(sentence('en', 'read.columns', { count: '1' })).toBe('1 column')
    expect(sentence('en', 'read.columns', { count: '0' })).toBe('0 columns')
    expect(sentence('fr', 'read.columns', { count: '0' })).toBe('0 colonne')
    expect(sentence('es', 'read.columns', { count: '12' })).toBe('12 columnas')
    expect(say('en', 'rows.count', { count: "{number(row['count'], ',.0f')}" })).toBe(
      `f"{number(row['count'], ',.0f')} {plural(row['count'], 'row', 'rows')}"`,
    )
    expect(say('de', 'rows.count', { count: '{len(shown)}' })).toBe(
      `f"{len(shown)} {plural(len(shown), 'Zeile', 'Zeilen')}"`,
    )
  })
  test.each<[Language, string]>([
    ['en', 'count == 1'],
    ['de', 'count == 1'],
    ['es', 'count == 1'],
    ['fr', 'count < 2'],
  ])('%s: one is %s', (language, rule) => expect(pluralCode(language)).toContain(`return one if ${rule} else many`))
})

test.each<[Language, string, string]>([
  ['en', 'since March 2024', 'since March 2024'],
  ['de', 'since March 2024', 'seit März 2024'],
  ['de', '2020 to 2022', '2020 bis 2022'],
  ['fr', 'until December 2023', 'jusqu’à décembre 2023'],
  ['es', '2023 or 2024', '2023 o 2024'],
  ['es', 'after 2020', 'después de 2020'],
])('%s: %s is said as %s', (language, english, own) => expect(inTimes(english, language)).toBe(own))

describe('the language of a question', () => {
  test.each<[string, Language | undefined]>([
    ['Show the monthly revenue trend and save it as Excel', 'en'],
    ['What is the average Umsatz per Stadt?', 'en'],
    ['average Menge for Köln', 'en'],
    ['Zeige den monatlichen Umsatz', 'de'],
    ['die 5 größten Kunden', 'de'],
    ['als Excel speichern', 'de'],
    ['Gibt es Ausreißer?', 'de'],
    ['fehlende Werte', 'de'],
    ['Umsatz pro Stadt', 'de'],
    ['und nach Region?', 'de'],
    ['Montre les ventes mensuelles par région', 'fr'],
    ['Quelles sont les valeurs manquantes ?', 'fr'],
    ['Muestra las ventas mensuales por región', 'es'],
    ['¿Cuáles son los 5 mejores clientes?', 'es'],
    ['2023?', undefined],
    ['PDF', undefined],
    ['revenue region', undefined],
    ['', undefined],
  ])('%s → %s', (question, language) => expect(languageOf(question)).toBe(language))
})

describe('the usual wordings, in the words of the rules', () => {
  test.each<[Language, string, RegExp]>([
    ['de', 'die 5 größten Kunden nach Umsatz', /^top 5 Kunden nach Umsatz$/],
    ['de', 'die drei kleinsten Regionen', /^bottom 3 Regionen$/],
    ['de', 'Zeige den Umsatzverlauf', /Umsatz trend/],
    ['de', 'Monatsumsatz', /monthly umsatz/i],
    ['de', 'Wo fehlen Werte?', /missing values/],
    ['de', 'Welcher Monat war am besten?', /^which month/i],
    ['fr', 'les 5 meilleurs clients', /^top 5 clients$/],
    ['fr', 'les ventes mensuelles par région', /monthly by région/],
    ['fr', 'quelles sont les valeurs manquantes', /missing values/],
    ['es', 'los 3 peores productos', /^bottom 3 productos$/],
    ['es', 'ventas mensuales por región', /monthly by región/],
    ['es', '¿cuántas filas hay?', /how many rows/],
  ])('%s: %s', (language, question, english) => expect(inEnglish(question, language, [])).toMatch(english))

  test('names of columns, values, files and quoted texts stay as they are', () => {
    expect(inEnglish('moyenne de "les mois" pour la région', 'fr', [])).toContain('"les mois"')
    expect(inEnglish('affiche le fichier ventes_par_mois.csv', 'fr', [])).toContain('ventes_par_mois.csv')
    const odd = { ...tables.sales, columns: tables.sales.columns.map(c => ({ ...c, top: ['Las Palmas', 'El Paso'] })) }
    expect(inEnglish('ventas en Las Palmas por mes', 'es', [odd])).toContain('Las Palmas')
  })

  test('English is left alone', () => {
    const question = 'Show the die casting par value en route'
    expect(inEnglish(question, 'en', [])).toBe(question)
  })
})
