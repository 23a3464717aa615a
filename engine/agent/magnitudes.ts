/** Words and signs that multiply a number: k, million, Mrd., 万, लाख. Most come from the language data of the runtime. */

/** In use, but not in the language data. The value 1 stands where it may be a unit of measure as well: 5 m, 5 t. */
const byHand: Record<string, number[]> = {
  k: [1e3],
  m: [1e6, 1],
  mm: [1e6, 1],
  mn: [1e6],
  b: [1e9, 1],
  bn: [1e9],
  bln: [1e9, 1e12],
  billion: [1e9, 1e12],
  t: [1e12, 1],
  tn: [1e12],
  tsd: [1e3],
  thousands: [1e3],
  millions: [1e6],
  billions: [1e9],
  trillions: [1e12],
  'thousand million': [1e9],
  lakh: [1e5],
  lakhs: [1e5],
  lac: [1e5],
  // Of bytes, by either count, or as the output said them.
  kb: [1e3, 2 ** 10, 1],
  kib: [2 ** 10, 1],
  mb: [1e6, 2 ** 20, 1],
  mib: [2 ** 20, 1],
  gb: [1e9, 2 ** 30, 1],
  gib: [2 ** 30, 1],
  tb: [1e12, 2 ** 40, 1],
  tib: [2 ** 40, 1],
  crore: [1e7],
  crores: [1e7],
  cr: [1e7],
  // A thousand crore, and a lakh crore.
  kcr: [1e10],
  lcr: [1e12],
  'lakh crore': [1e12],
}

const languages =
  'en de fr es pt it nl pl sv da nb fi cs sk sl hr sr ro hu bg el tr ru uk he ar fa hi bn ta te th vi id ms ja zh zh-TW ko'.split(
    ' ',
  )

/** Each word, lower case and without a closing full stop, with the values it can have. */
export const magnitudes: ReadonlyMap<string, number[]> = collect()

function collect(): Map<string, number[]> {
  const found = new Map(Object.entries(byHand))
  for (const language of languages) {
    for (const compactDisplay of ['short', 'long'] as const) {
      const format = new Intl.NumberFormat(`${language}-u-nu-latn`, {
        notation: 'compact',
        compactDisplay,
        maximumFractionDigits: 2,
      })
      // Words bend with the number: one million, two million, five million, and one and a half.
      for (let exponent = 3; exponent <= 12; exponent++)
        for (const n of [1, 1.5, 2, 5]) add(found, format, n * 10 ** exponent)
    }
  }
  return found
}

function add(found: Map<string, number[]>, format: Intl.NumberFormat, value: number): void {
  const parts = format.formatToParts(value)
  const word = parts
    .filter(p => p.type === 'compact')
    .map(p => p.value)
    .join(' ')
    .toLowerCase()
    .replace(/\s/g, ' ')
    .replace(/[.\u200f\u200e\u061c]+$/, '')
  const digits = parts.filter(p => p.type === 'integer' || p.type === 'fraction' || p.type === 'decimal')
  const shown = Number(digits.map(p => (p.type === 'decimal' ? '.' : p.value)).join(''))
  // French says mille for 1000, with no digits at all.
  if (word === '' || /^[a-z]$/.test(word) || !(shown > 0)) return
  // Rounding of the shown digits must not bend the scale.
  const scale = 10 ** Math.round(Math.log10(value / shown))
  const known = found.get(word) ?? (word.length <= 2 && /^[a-z]+$/.test(word) ? [1] : [])
  if (!known.includes(scale)) found.set(word, [...known, scale])
}
