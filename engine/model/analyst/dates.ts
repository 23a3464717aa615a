/** Times in a question: in 2023, March 2023, Q2, since 2021, between 2020 and 2022, the last 6 months. */
import type { Frequency } from './request.ts'

export type Span = { from?: string; until?: string; says: string }
export type TimeCue =
  | { kind: 'span'; span: Span; start: number; end: number }
  | {
      kind: 'calendar'
      part: 'month' | 'quarter'
      value: number
      /** Of that month, in whatever year. */
      day?: number
      /** The months after it, to the end of a stretch. */
      or?: number[]
      says: string
      start: number
      end: number
    }
  | { kind: 'recent'; count: number; unit: Frequency; start: number; end: number }
  | { kind: 'latest'; start: number; end: number }

const MONTHS: Record<string, number> = {}
const names = [
  'january jan januar jänner',
  'february feb februar',
  'march mar märz maerz',
  'april apr',
  'may mai',
  'june jun juni',
  'july jul juli',
  'august aug',
  'september sep sept',
  'october oct oktober okt',
  'november nov',
  'december dec dezember dez',
]
for (const [index, line] of names.entries()) for (const name of line.split(' ')) MONTHS[name] = index + 1
const LONG = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const MONTH = Object.keys(MONTHS)
  .sort((a, b) => b.length - a.length)
  .join('|')
const DAY_FIRST = String.raw`\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${MONTH})\b\.?`
const DAY = String.raw`${DAY_FIRST},? \d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|(?:${MONTH})\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}`
const ORDINAL =
  '(?:first|1st|erste[ns]?)|(?:second|2nd|zweite[ns]?)|(?:third|3rd|dritte[ns]?)|(?:fourth|4th|last|vierte[ns]?)'
const PART = String.raw`q[1-4]|h[12]|[1-4]\. quartal|(?:${ORDINAL}) (?:quarter|half|quartal|halbjahr|hälfte)`
const POINT = String.raw`(?:${DAY})|(?:1[5-9]|20|21)\d{2} ?(?:q[1-4]|h[12])|(?:(?:${MONTH})\.?(?: of)? )?(?:1[5-9]|20|21)\d{2}(?:-\d{2}\b)?|(?:${PART})(?: of| in)?(?: the year)? (?:1[5-9]|20|21)\d{2}|(?:${MONTH})\b`

const pad = (value: number) => String(value).padStart(2, '0')
const monthStart = (year: number, month: number) => (month > 12 ? `${year + 1}-01-01` : `${year}-${pad(month)}-01`)

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}

function exactDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return `${iso[1]}-${pad(Number(iso[2]))}-${pad(Number(iso[3]))}`
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)
  if (german) return `${german[3]}-${pad(Number(german[2]))}-${pad(Number(german[1]))}`
  const british = new RegExp(String.raw`^(\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTH})\.?,? (\d{4})$`, 'i').exec(text)
  const named = MONTHS[british?.[2]?.toLowerCase() ?? '']
  if (british && named) return `${british[3]}-${pad(named)}-${pad(Number(british[1]))}`
  const english = new RegExp(String.raw`^(${MONTH})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`, 'i').exec(text)
  const month = MONTHS[english?.[1]?.toLowerCase() ?? '']
  return english && month ? `${english[3]}-${pad(month)}-${pad(Number(english[2]))}` : undefined
}

/** Q2, H1, "third quarter", "second half": which, and of how many months. */
function partOf(text: string): { number: number; months: 3 | 6 } | undefined {
  const short = /\b([qh])([1-4])\b|\b([1-4])\. quartal/.exec(text)
  if (short) return { number: Number(short[2] ?? short[3]), months: short[1] === 'h' ? 6 : 3 }
  const words = new RegExp(String.raw`\b(${ORDINAL}) (quarter|quartal|half|halbjahr|hälfte)`).exec(text)
  if (!words?.[1]) return undefined
  const months = words[2]?.startsWith('qua') ? 3 : 6
  const place = ORDINAL.split('|(').findIndex(one =>
    new RegExp(`^(?:${one.replace(/^\(?\?:|\)$/g, '')})$`).test(words[1] ?? ''),
  )
  return { number: Math.min(place + 1, 12 / months), months }
}

/** The stretch of time a point names: a day, a month, a quarter, a year. Undefined for a month without a year. */
function spanOf(text: string): Span | undefined {
  const lower = text.toLowerCase().trim()
  const day = exactDay(lower)
  if (day) return { from: day, until: dayAfter(day), says: day }
  const year = Number(/(?:1[5-9]|20|21)\d{2}/.exec(lower)?.[0])
  if (!year) return undefined
  const part = partOf(lower)
  if (part) {
    const { number, months } = part
    const [from, until] = [monthStart(year, (number - 1) * months + 1), monthStart(year, number * months + 1)]
    return { from, until, says: `${months === 3 ? 'Q' : 'H'}${number} ${year}` }
  }
  const numbered = /^\d{4}-(\d{2})$/.exec(lower)
  const month = numbered ? Number(numbered[1]) : MONTHS[new RegExp(`(${MONTH})`).exec(lower)?.[1] ?? '']
  if (month && month <= 12)
    return { from: monthStart(year, month), until: monthStart(year, month + 1), says: `${LONG[month - 1]} ${year}` }
  return { from: `${year}-01-01`, until: `${year + 1}-01-01`, says: String(year) }
}

const UNIT: [RegExp, Frequency][] = [
  [/^hour|^stunde/, 'hour'],
  [/^day|^tag/, 'day'],
  [/^week|^woche/, 'week'],
  [/^month|^monat/, 'month'],
  [/^quarter|^quartal/, 'quarter'],
  [/^year|^jahr/, 'year'],
]
export const unitOfTime = (word: string): Frequency | undefined => UNIT.find(([pattern]) => pattern.test(word))?.[1]

const WORD_NUMBER: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
}
export const countOf = (word: string | undefined): number | undefined => {
  if (word === undefined || word === '') return undefined
  return WORD_NUMBER[word.toLowerCase()] ?? (/^\d+$/.test(word) ? Number(word) : undefined)
}

type Found = { cue: TimeCue; at: number; to: number }

function ranges(text: string): Found[] {
  const found: Found[] = []
  const range = new RegExp(
    String.raw`\b(?:between|from|zwischen|von)\s+(?:the (?:year )?)?(${DAY_FIRST},? \d{4}|${DAY_FIRST}|${POINT})\s+(?:and|to|until|till|through|-|–|und|bis)\s+(?:the )?(${POINT})`,
    'gi',
  )
  for (const match of text.matchAll(range)) {
    const until = spanOf(match[2] ?? '')
    const year = /\d{4}/.exec(match[2] ?? '')?.[0]
    const from = spanOf(match[1] ?? '') ?? (year ? spanOf(`${match[1]} ${year}`) : undefined)
    if (year === undefined) found.push(...stretchOfMonths(match))
    if (from?.from && until?.until)
      push(found, match, { from: from.from, until: until.until, says: `${from.says} to ${until.says}` })
  }
  const dash = /\b((?:19|20)\d{2})\s?[-–]\s?((?:19|20)\d{2})\b/g
  for (const match of text.matchAll(dash))
    push(found, match, {
      from: `${match[1]}-01-01`,
      until: `${Number(match[2]) + 1}-01-01`,
      says: `${match[1]} to ${match[2]}`,
    })
  return found
}

/** "Between March and May", of whatever year. */
function stretchOfMonths(match: RegExpExecArray): Found[] {
  const [first, last] = [match[1], match[2]].map(name => MONTHS[name?.toLowerCase() ?? ''])
  if (!first || !last || first === last) return []
  const or = Array.from({ length: (last - first + 12) % 12 }, (_, step) => ((first + step) % 12) + 1)
  const [start, end] = [match.index, match.index + match[0].length]
  const says = `${LONG[first - 1]} to ${LONG[last - 1]}`
  return [{ cue: { kind: 'calendar', part: 'month', value: first, or, says, start, end }, at: start, to: end }]
}

function push(found: Found[], match: RegExpExecArray, span: Span): void {
  const [at, to] = [match.index, match.index + match[0].length]
  found.push({ cue: { kind: 'span', span, start: at, end: to }, at, to })
}

function openEnded(text: string): Found[] {
  const found: Found[] = []
  const open = new RegExp(
    String.raw`\b(since|from|starting|after|until|till|before|up to|seit|ab|nach|vor|bis)\s+(?:the )?(?:year |in )?(${POINT})(?: (on|onwards?|and later))?`,
    'gi',
  )
  for (const match of text.matchAll(open)) {
    const span = spanOf(match[2] ?? '')
    const word = match[1]?.toLowerCase() ?? ''
    if (!span?.from) continue
    if (/^(since|from|starting|seit|ab)$/.test(word)) {
      // "from 2023" alone means in 2023; "since" and "from … on" leave the end open.
      if (word === 'from' && match[3] === undefined) push(found, match, span)
      else push(found, match, { from: span.from, says: `since ${span.says}` })
    } else if (/^(after|nach)$/.test(word))
      push(found, match, { ...(span.until ? { from: span.until } : {}), says: `after ${span.says}` })
    else if (/^(before|vor)$/.test(word)) push(found, match, { until: span.from, says: `before ${span.says}` })
    else push(found, match, { ...(span.until ? { until: span.until } : {}), says: `until ${span.says}` })
  }
  return found
}

/** Typed small, these are months all the same; march, may and august are words besides. */
const ONLY_A_MONTH =
  /^(?:january|januar|february|februar|märz|april|june|juni|july|juli|september|october|oktober|november|december|dezember)$/

/** "Sales above 2000" speaks of an amount. */
const COMPARED =
  /(?:[<>]=?|[≥≤]|\b(?:above|over|below|under|more than|less than|fewer than|greater than|higher than|lower than|at least|at most|exceed(?:s|ing)?))\s+$/i

/** "On 30 March", "March 30th": the day of every year there is. The "10 March" of "top 10 March sales" is none. */
function daysOfMonth(text: string): Found[] {
  const day = String.raw`(\d{1,2})(?:st|nd|rd|th|\.)?`
  const noYear = String.raw`(?![\p{L}\d]|\.?,? ?\d{4}|[.:,]\d)`
  const notAfter = String.raw`(?<!\b(?:top|best|worst|first|last|bottom|next|past|since|after|before|until|till|from|between|to|through|seit|nach|vor|bis|ab|von) (?:the )?)`
  const first = String.raw`${notAfter}(?<![\p{L}\d.,])${day}(?: of)? (${MONTH})${noYear}`
  const patterns: [RegExp, number, number][] = [
    [new RegExp(String.raw`(?:\b(?:on|am|for|vom) (?:the )?)?${first}`, 'giu'), 1, 2],
    [new RegExp(String.raw`(?:\b(?:on|for) )?${notAfter}(?<![\p{L}\d])(${MONTH})\.? ${day}${noYear}`, 'giu'), 2, 1],
  ]
  const found = patterns.flatMap(([pattern, dayAt, monthAt]) =>
    [...text.matchAll(pattern)].flatMap(match => {
      const [number, month] = [Number(match[dayAt]), MONTHS[match[monthAt]?.toLowerCase() ?? '']]
      // "The cars may 5 times": a month that is a word besides has to be written as a month.
      const certain =
        !/^(?:may|mar|mai|jan|sep|dec|march)$/.test(match[monthAt] ?? '') || /^(?:on|am|for|vom) /i.test(match[0])
      if (!month || number < 1 || number > 31 || !certain) return []
      const [start, end] = [match.index, match.index + match[0].length]
      const says = `${number} ${LONG[month - 1]}`
      const cue: TimeCue = { kind: 'calendar', part: 'month', value: month, day: number, says, start, end }
      return [{ cue, at: start, to: end }]
    }),
  )
  // No row can be of two days; which of them are ends of a stretch is not known without a year.
  return found.length > 1 ? [] : found
}

function points(text: string): Found[] {
  const found: Found[] = []
  const one = new RegExp(
    String.raw`(?<![\w.,$€£])(?:(in|for|during|im|only|year|jahr)\s+)?(?:the year |jahr(?:e)? )?(${POINT})(?![\w%]|[.,]\d)`,
    'gi',
  )
  for (const match of text.matchAll(one)) {
    const point = match[2] ?? ''
    if (match[1] === undefined && /^\d{4}$/.test(point) && COMPARED.test(text.slice(0, match.index))) continue
    const span = spanOf(point)
    if (span) {
      push(found, match, span)
      continue
    }
    const month = MONTHS[point.toLowerCase().replace('.', '')]
    const certain = match[1] !== undefined || /^[A-Z]/.test(point) || ONLY_A_MONTH.test(point)
    if (month && certain && !(/^(may|mar|sep|dec|jan)$/i.test(point) && match[1] === undefined)) {
      const cue: TimeCue = {
        kind: 'calendar',
        part: 'month',
        value: month,
        says: LONG[month - 1] ?? '',
        start: match.index,
        end: match.index + match[0].length,
      }
      found.push({ cue, at: match.index, to: cue.end })
    }
  }
  for (const match of text.matchAll(/\b(?:in |for )?q([1-4])\b(?! ?(?:of )?\d{4})/gi)) {
    const cue: TimeCue = {
      kind: 'calendar',
      part: 'quarter',
      value: Number(match[1]),
      says: `Q${match[1]}`,
      start: match.index,
      end: match.index + match[0].length,
    }
    found.push({ cue, at: match.index, to: cue.end })
  }
  return found
}

function relative(text: string): Found[] {
  const found: Found[] = []
  const recent =
    /\b(?:in |over |during |for )?(?:the )?(?:last|past|previous|recent|letzten?) (\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)? ?(hours?|days?|weeks?|months?|quarters?|years?|tagen?|wochen?|monaten?|jahren?|jahr|monat)\b(?! (?:of|in) (?:the year )?\d{4})/gi
  for (const match of text.matchAll(recent)) {
    const unit = unitOfTime(match[2]?.toLowerCase() ?? '')
    if (!unit) continue
    const cue: TimeCue = {
      kind: 'recent',
      count: countOf(match[1]) ?? 1,
      unit,
      start: match.index,
      end: match.index + match[0].length,
    }
    found.push({ cue, at: match.index, to: cue.end })
  }
  for (const match of text.matchAll(
    /\b(?:in )?the (?:latest|most recent|newest|last available) (?:year|date|month|data|period)\b/gi,
  )) {
    found.push({
      cue: { kind: 'latest', start: match.index, end: match.index + match[0].length },
      at: match.index,
      to: match.index + match[0].length,
    })
  }
  return found
}

/** The times a question names, without overlaps; wider readings win. Offsets are those of the question. */
export function timesIn(question: string): TimeCue[] {
  const taken: Found[] = []
  for (const found of [
    ...ranges(question),
    ...relative(question),
    ...openEnded(question),
    ...daysOfMonth(question),
    ...points(question),
  ]) {
    if (!taken.some(other => found.at < other.to && other.at < found.to)) taken.push(found)
  }
  return taken.sort((a, b) => a.at - b.at).map(found => found.cue)
}
