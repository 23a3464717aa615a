/** Reads the numbers in a text of any language, each with every value it can mean: 1.234 is one and a bit, or a thousand and more. */

import { magnitudes } from './magnitudes.ts'

/** One meaning: the value, and half a unit of its last written digit. */
export type Reading = { value: number; tolerance: number }

export type NumberPlace = {
  /** UTF-16 units; sign, currency, magnitude and percent belong to it. */
  start: number
  end: number
  /** Where its digits begin and end. */
  digitsStart: number
  digitsEnd: number
  text: string
  readings: Reading[]
  percent: boolean
  /** Written with a currency, a percent sign, a magnitude, a decimal or a group separator: not a bare whole number. */
  marked: boolean
  /** Digits that say something, without leading zeros. */
  significant: number
}

const symbols = String.raw`(?:US\$|[$€£¥₹₩₽₺₫₴₪฿₦])`
const codes = String.raw`(?:USD|EUR|GBP|JPY|CHF|INR|CNY|CAD|AUD|SEK|PLN|BRL|Rs\.?)`
const space = String.raw`[ \u00a0\u2009\u202f]`
/** Separators of groups that no other use of a text needs; a plain space is one only where asked for. */
const group = String.raw`[,.'’٬\u00a0\u2009\u202f]`
const wordEnd = String.raw`(?![\p{L}\p{N}])`
const words = (test: (word: string) => boolean): string =>
  [...magnitudes.keys()]
    .filter(test)
    .sort((a, b) => b.length - a.length)
    .map(word => word.replaceAll('.', '\\.').replaceAll(' ', space))
    .join('|')
const isIdeograph = (word: string): boolean => /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Thai}/u.test(word)

const powerOfTen = String.raw`10(?:\^\{?[−–+-]?\d{1,3}\}?|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})`
/** Halves, thirds and the like, written as one sign: 3½. */
const vulgar = '[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]'
const isVulgar = new RegExp(`^${vulgar}$`)

const digits = (spaces: boolean): string =>
  [
    ...(spaces ? [String.raw`\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?`] : []),
    // Bounded, and only where no list of numbers goes on: else a long list is searched again from each of its places.
    String.raw`(?<!\d[,.])\d{1,3}(?:${group}\d{2,3}){0,8}${group}\d{3}(?!\d)(?:[.,٫]\d+)?`,
    powerOfTen,
    String.raw`\d+(?:_\d{3})+(?:\.\d+)?`,
    String.raw`\d+[.,٫]\d+`,
    String.raw`\d+`,
    String.raw`(?<!\.)\.\d+`,
    vulgar,
  ].join('|')

const pattern = (spaces: boolean): RegExp =>
  new RegExp(
    [
      String.raw`(?<sign>[-−–+±~≈])?`,
      String.raw`(?<before>(?:${symbols}|(?<!\p{L})${codes})${space}?[-−]?)?`,
      String.raw`(?<digits>${digits(spaces)})(?<vulgar>${vulgar})?`,
      String.raw`(?:[eE](?<exponent>[+-]?\d{1,3})${wordEnd}|${space}?(?:[×x*·]|\\times|\\cdot)${space}?10(?:\^?\{?(?<power>[−–+-]?\d{1,3})\}?|(?<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})))?`,
      String.raw`(?:${space}?(?<magnitude>(?:${words(w => !isIdeograph(w))})\.?${wordEnd}|${words(isIdeograph)}))?`,
      String.raw`(?<percent>${space}?(?:\\?[%٪‰]|(?:percentage points?|percent|per cent|pct|pp|prozent(?:punkte)?|por ciento|pour cent|por cento|per cento|procent|процент\p{L}*)${wordEnd}))?`,
      String.raw`(?<after>${space}?(?:${symbols}|${codes}${wordEnd}))?`,
    ].join(''),
    'giu',
  )

const patterns = { spaces: pattern(true), noSpaces: pattern(false) }

/**
 * Every number of the text, in order. Letters stuck to the digits' front make it a name, not a number; those are left out.
 * `spaces`: whether 1 234 is one number, as people write it, or two, as programs do.
 */
export function numbersIn(text: string, { spaces = true } = {}): NumberPlace[] {
  const plain = asciiDigits(text)
  const places: NumberPlace[] = []
  for (const match of plain.matchAll(spaces ? patterns.spaces : patterns.noSpaces)) {
    const place = placeOf(match, plain, text)
    if (place) places.push(place)
  }
  return shareUnits(places, plain)
}

function placeOf(match: RegExpMatchArray, plain: string, text: string): NumberPlace | null {
  const groups = match.groups ?? {}
  const sign = groups.sign ?? ''
  const at = match.index ?? 0
  const before = plain.charAt(at - 1)
  if (groups.before === undefined && /^[-–]?$/.test(sign) && isNamed(plain, at, at + match[0].length)) return null
  // A dash after a number and its unit is a range's, not a sign.
  const start = /^[-–−+]$/.test(sign) && /[\p{N}\p{L}\p{Sc}%)]/u.test(before) ? at + 1 : at
  const end = at + match[0].length - (endsSentence(groups) ? 1 : 0)
  const written = groups.digits ?? ''
  const digitsStart = at + sign.length + (groups.before ?? '').length
  const { percent, magnitude, after } = groups
  return {
    start,
    end,
    digitsStart,
    digitsEnd: digitsStart + written.length,
    text: text.slice(start, end),
    readings: readingsOf(groups),
    percent: percent !== undefined,
    marked: [percent, groups.before, after, magnitude].some(g => g !== undefined) || /\D/.test(written),
    significant: written.replace(/\D/g, '').replace(/^0+/, '').length,
  }
}

/** Written without spaces, so that a letter before digits says nothing about them. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}ー]`
const afterUnspaced = new RegExp(`${unspaced}$`, 'u')
/** A number with its unit, before the dash of a range: 10k–20k. */
const afterMeasure = /(?<![\p{L}\p{N}-])\d[\d.,]*\s?(?:[kmb]|bn|mn|[cmk]m|k?g|[kmgt]b|ms|s|h|min|d|x)$/iu

/** Letters before the digits, also over a hyphen, make a name: Q3, x2, COVID-19; but not in 12480x9, 0.5e and _42_. */
function isNamed(plain: string, start: number, end: number): boolean {
  const before = plain.slice(Math.max(0, start - 3), start)
  if (!/[\p{L}_]$/u.test(before) || afterUnspaced.test(before) || /[1-9]x$|\d\dx$/.test(before)) return false
  if (/[-–]/.test(plain.charAt(start)) && afterMeasure.test(plain.slice(Math.max(0, start - 24), start))) return false
  return !(/(?:^|[^\p{L}\p{N}_])_$/u.test(before) && /^_(?![\p{L}\p{N}_])/u.test(plain.slice(end, end + 2)))
}

/** The stop after a magnitude is the sentence's, unless the word is an abbreviation: 1.2M. is done, 1,2 Mio. Euro goes on. */
const endsSentence = ({ magnitude, percent, after }: Groups): boolean =>
  percent === undefined &&
  after === undefined &&
  /^(?:\p{L}|[bmt]n|[kmgt]i?b|lakhs?|crores?|\p{L}{5,})\.$/iu.test(magnitude ?? '')

type Groups = Record<string, string | undefined>

function readingsOf(groups: Groups): Reading[] {
  const power = 10 ** exponentOf(groups)
  const scales = scalesOf(groups.magnitude)
  // With a magnitude a closing zero is mostly rounding: 1,230 million, 4410万.
  const rounded = groups.magnitude !== undefined && /^[1-9][^.]*[1-9]0$/.test(groups.digits ?? '') ? 10 : 1
  const plain = withVulgar(digitReadings(groups.digits ?? ''), groups.vulgar).flatMap(({ value, tolerance }) =>
    scales.map(scale => ({ value: value * scale * power, tolerance: tolerance * scale * power * rounded })),
  )
  if (groups.percent === undefined) return plain
  const part = groups.percent.includes('‰') ? 1000 : 100
  return [...plain, ...plain.map(r => ({ value: r.value / part, tolerance: r.tolerance / part }))]
}

const withVulgar = (readings: Reading[], sign: string | undefined): Reading[] =>
  sign === undefined
    ? readings
    : readings.map(({ value }) => ({ value: value + vulgarValue(sign), tolerance: VULGAR_TOLERANCE }))

const VULGAR_TOLERANCE = 0.005

function vulgarValue(sign: string): number {
  // Unicode spells ½ as 1⁄2.
  const [above = 0, below = 1] = sign.normalize('NFKD').split('⁄').map(Number)
  return above / below
}

function scalesOf(word: string | undefined): number[] {
  if (word === undefined) return [1]
  const key = word.trim().toLowerCase().replace(/\s/g, ' ').replace(/\.$/, '')
  return magnitudes.get(key) ?? [1]
}

function exponentOf({ exponent, power, raised }: Groups): number {
  if (exponent !== undefined) return Number(exponent)
  return power === undefined && raised === undefined ? 0 : powerIn(power ?? raised ?? '')
}

/** An exponent, written on the line or raised. */
const powerIn = (text: string): number =>
  Number(
    text
      .replace(/[−–⁻]/, '-')
      .replace(/[+⁺]/, '')
      .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, c => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))),
  )

/** 10^6 says no more than how large something is. */
const orderOfMagnitude = (value: number): Reading => ({ value, tolerance: value / 2 })

/** What digits with separators can mean. The last separator may be the decimal one; one that repeats groups. */
function digitReadings(written: string): Reading[] {
  if (isVulgar.test(written)) return [{ value: vulgarValue(written), tolerance: VULGAR_TOLERANCE }]
  const [, power] =
    /^10\^?\{?([−–+-]?\d{1,3}|[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)\}?$/.exec(/\d[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹^]/.test(written) ? written : '') ?? []
  if (power !== undefined) return [orderOfMagnitude(10 ** powerIn(power))]
  const text = written.replace(/[\s_'’٬]/g, '')
  const separators = text.replace(/\d/g, '')
  if (separators === '') return [reading(text, 0)]
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','), text.lastIndexOf('٫'))
  const whole = text.slice(0, last).replace(/[.,٫]/g, '')
  const fraction = text.slice(last + 1)
  const grouped = reading(whole + fraction, 0)
  const decimal = reading(`${whole || '0'}.${fraction}`, fraction.length)
  const mark = text.charAt(last)
  const repeats = separators.length > 1 && separators.split('').every(s => s === mark)
  if (repeats) return [grouped]
  if (separators.length > 1 || fraction.length !== 3 || !/^[1-9]\d{0,2}$/.test(whole)) return [decimal]
  return mark === ',' ? [grouped, decimal] : [decimal, grouped]
}

/** Half a unit of the last digit, and a hair for the arithmetic. */
function reading(digitsText: string, decimals: number): Reading {
  const value = Number(digitsText)
  return { value, tolerance: 0.5 * 10 ** -decimals * (1 + 1e-9) + Math.abs(value) * 1e-12 }
}

/** “10–20 %” and “3 to 5 million” say the unit once: the first number may have the second's. */
function shareUnits(places: NumberPlace[], plain: string): NumberPlace[] {
  return places.map((place, index) => {
    const next = places[index + 1]
    if (!next || place.end !== place.digitsEnd) return place
    const between = plain.slice(place.end, next.start)
    if (!/^\s?(?:[-–—−]|to|and|bis|und|à|a|et|y)\s?$/i.test(between)) return place
    const unit = plain.slice(next.digitsEnd, next.end)
    const own = plain.slice(place.digitsStart, place.digitsEnd)
    const borrowed = unit.trim() === '' ? undefined : numbersIn(`${own}${unit}`)[0]
    return borrowed
      ? { ...place, readings: [...place.readings, ...borrowed.readings], percent: borrowed.percent, marked: true }
      : place
  })
}

/** Digits of other scripts (Arabic, Devanagari, full-width …) and separators among full-width ones as ASCII, place for place. */
function asciiDigits(text: string): string {
  const separated = text.replace(/(?<=[０-９])[，．](?=[０-９])/g, mark => (mark === '，' ? ',' : '.'))
  return separated.replace(/\p{Nd}/gu, character => {
    if (character <= '9' || character.length > 1) return character
    // Every script's digits stand in a row from a zero whose code ends in 0 or 6.
    const code = character.charCodeAt(0)
    for (let zero = code; zero > code - 10; zero--) {
      if (!/\p{Nd}/u.test(String.fromCharCode(zero - 1))) return String(code - zero)
    }
    return character
  })
}
