/** Words as the analyst compares them: split, lowered, singular, and close enough to forgive a slip of the finger. */

export type Token = {
  kind: 'word' | 'number' | 'quoted' | 'symbol'
  /** As typed; without the quotes for a quoted one. */
  text: string
  /** Lower case. */
  lower: string
  /** The words inside a word: unit_price and unitPrice are two. */
  parts: string[]
  value?: number
  percent?: boolean
  capital: boolean
  start: number
  end: number
}

const TOKEN =
  /"([^"\n]+)"|“([^”\n]+)”|„([^“”\n]+)[“”]|`([^`\n]+)`|(?<![\p{L}\d])'([^'\n]+)'(?![\p{L}\d])|((?<![\p{L}\d])-?\d+(?:[.,\u00a0]\d+)*)(?:\s?(%|k\b|m\b|mio\b|bn\b|million\b|billion\b|thousand\b))?(?![\p{L}])|[\p{L}\d][\p{L}\d_.]*[\p{L}\d]|[\p{L}\d]|(>=|<=|!=|==|[<>=≥≤≠*/+-])/giu

const MAGNITUDE: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mio: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
}

/** 1,234.5 and 1.234,5 and 12,5: the last separator is the decimal one unless it stands before exactly three digits. */
export function readNumber(text: string): number {
  const plain = text.replace(/\u00a0/g, '')
  const last = Math.max(plain.lastIndexOf(','), plain.lastIndexOf('.'))
  if (last < 0) return Number(plain)
  const separator = plain[last] ?? '.'
  const tail = plain.length - last - 1
  const several = plain.split(separator).length > 2
  const thousands = several || (separator === ',' && tail === 3)
  if (thousands) return Number(plain.replace(/[.,]/g, ''))
  return Number(`${plain.slice(0, last).replace(/[.,]/g, '')}.${plain.slice(last + 1)}`)
}

export function tokenize(question: string): Token[] {
  const tokens: Token[] = []
  for (const match of question.matchAll(TOKEN)) {
    const [whole] = match
    const quoted = match.slice(1, 6).find(part => part !== undefined)
    const place = { start: match.index, end: match.index + whole.length }
    if (quoted !== undefined) {
      tokens.push({
        kind: 'quoted',
        text: quoted,
        lower: quoted.toLowerCase(),
        parts: split(quoted),
        capital: true,
        ...place,
      })
    } else if (match[6] !== undefined) {
      const unit = match[7]?.toLowerCase() ?? ''
      const value = readNumber(match[6]) * (MAGNITUDE[unit] ?? 1)
      const percent = unit === '%'
      tokens.push({
        kind: 'number',
        text: whole,
        lower: whole.toLowerCase(),
        parts: [whole],
        value,
        percent,
        capital: false,
        ...place,
      })
    } else {
      const isZero = /^(?:zero|cero|zéro)$/i.test(whole)
      const kind = match[8] !== undefined ? 'symbol' : isZero ? 'number' : 'word'
      const text = kind === 'word' ? whole.replace(/[’']s$/, '') : whole
      tokens.push({
        kind,
        text,
        ...(isZero ? { value: 0 } : {}),
        lower: text.toLowerCase(),
        parts: split(text),
        capital: /^\p{Lu}/u.test(text),
        ...place,
      })
    }
  }
  return tokens
}

/** The words of a name: order_date, orderDate, "Order Date (UTC)" and GDPPerCapita2007. */
export function split(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(word => word !== '')
}

const IRREGULAR: Record<string, string> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  countries: 'country',
  indices: 'index',
  analyses: 'analysis',
  data: 'data',
  status: 'status',
  gas: 'gas',
  bus: 'bus',
  series: 'series',
  species: 'species',
  sales: 'sales',
}

/** A rough singular; it only has to be the same for both sides of a comparison. */
export function stem(word: string): string {
  const known = IRREGULAR[word]
  if (known !== undefined) return known
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 4 && /(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1)
  return word
}

const PLURALS: Record<string, string> = {
  person: 'people',
  child: 'children',
  man: 'men',
  woman: 'women',
  index: 'indices',
  analysis: 'analyses',
  staff: 'staff',
  id: 'IDs',
}

/** "product category" → "product categories"; a word that is plural, or no English one, stays as it is. */
export function plural(name: string): string {
  const [, before = '', word = ''] = /^(.*?)([a-z]{2,})$/i.exec(name) ?? []
  if (word === '' || /(?:[^s]s|data|series|species)$/.test(word) || /\p{Lu}/u.test(word.slice(1))) return name
  if (/\P{ASCII}/u.test(name) || /^(?:kunde|stadt|kategorie|produkt|filiale|abteilung)$/i.test(word)) return name
  const known = PLURALS[word.toLowerCase()]
  if (known) return before + known
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${name}es`
  return /[^aeiou]y$/.test(word) ? `${name.slice(0, -1)}ies` : `${name}s`
}

/** Edits (insert, delete, change, swap of neighbours) between two words, given up above `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = previous
    previous = row
  }
  return previous[b.length] ?? most + 1
}

/** True for words that are the same but for a slip: one edit from five letters on, two from nine. */
export function nearlySame(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  const allowed = shorter >= 9 ? 2 : shorter >= 5 ? 1 : 0
  return allowed > 0 && a[0] === b[0] && distance(a, b, allowed) <= allowed
}

/** "unit_price" → "Unit price". */
export function humanize(name: string): string {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})(?=\p{Ll})/gu, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_\s]+/g, ' ')
    .trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

/** Letters that are no other letter with a mark, and those of German, which are written so. */
const PLAIN: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', ð: 'd' }

/** A name that fits files and Python variables alike. */
export function slug(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüßæœøłð]/g, letter => PLAIN[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return plain.slice(0, 48).replace(/_+$/, '')
}
