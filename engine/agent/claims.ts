/** Which numbers of an answer claim something: not years, dates, list numbers, names, code, versions, or what the question said. */
import { numbersIn, type NumberPlace } from './numbers.ts'

export type Claim = NumberPlace & {
  /** “about”, “over”: rounded more coarsely than its digits say. */
  hedged: boolean
  /** The sentence or the table row it stands in, for telling sources apart. */
  around: string
}

/** Stretches of text whose numbers are names, addresses or code. Replaced by spaces of the same length, so that places stay. */
const notProse = [
  /```[\s\S]*?(?:```|$)/g,
  /`[^`\n]+`/g,
  /!?\[[^[\]\n]{0,500}\]\([^)\n]{0,2000}\)/g,
  /\bhttps?:\/\/\S+/g,
  // Citations and footnotes
  /\[\^?\d{1,3}\](?::(?=\s))?/g,
  /(?<![\p{L}\p{N}_./-])[\p{L}\p{N}_./-]*[\p{L}\p{N}_-]\.(?:csv|tsv|xlsx?|xlsb|ods|pdf|docx?|pptx?|json|jsonl|parquet|txt|md|png|svg|jpe?g|html|zip|py|ipynb|sqlite|db)\b/giu,
  // Versions and addresses: 1.2.3, v2.0, Python 3.11
  /\bv?(?!\d{1,3}(?:\.\d{3}){1,8}(?![\d.]\d))\d+\.\d+\.\d+(?:\.\d+)*(?![\d,])/g,
  /\b(?:version|python|pandas|numpy|release)\s+v?\d+(?:\.\d+)*/gi,
  // Standards
  /\b(?:ISO|RFC|IEC|IEEE|DIN|EN)[ -]\d+(?:[:-]\d+)*\b/g,
]

const month =
  'jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|zo|ço)?|märz|apr(?:il|ile)?|avr(?:il)?|abril|ma[iy]o?|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust|usto)?|août|agosto|sep(?:t|tember|tembre|tiembre)?|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|d[ée]cembre|diciembre'

const dates = [
  /\b\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?/g,
  /\b\d{4}[/.]\d{1,2}[/.]\d{1,2}\b/g,
  /\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b/g,
  /\b(?:19|20)\d{2}[-–/](?:0[1-9]|1[0-2])\b(?!\d)/g,
  /(?<![\d/.,])(?:(?:0?[1-9]|1[0-2])\/|(?:0[1-9]|1[0-2])\.)(?:19|20)\d{2}\b(?![/.]\d)/g,
  // Decades: the 90s
  /(?<=\bthe )['’]?\d0s\b/gi,
  /\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?/gi,
  /\b\d{1,2}\s?[ap]\.?m\b/gi,
  /\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日/g,
  new RegExp(
    String.raw`\b(?:${month})\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?(?:,?\s+(?:19|20)\d{2})?(?![\d,.]*\d)(?!\s?%)`,
    'giu',
  ),
  new RegExp(
    String.raw`\b\d{1,2}(?:st|nd|rd|th|\.|er|º)?(?:\s+of|\s+de)?\s+(?:${month})\b\.?(?:,?\s+(?:de\s+)?(?:19|20)\d{2})?`,
    'giu',
  ),
  new RegExp(String.raw`\b(?:${month})\.?,?\s+(?:de\s+)?(?:19|20)\d{2}\b`, 'giu'),
]

const labels = [
  // List numbers and headings
  /^[ \t>#*-]*\(?\d{1,3}[.)](?=\s)/gm,
  /\(\d{1,2}\)(?=\s+\p{L})/gu,
  // Ordinals
  /\b\d+(?:st|nd|rd|th)\b/gi,
  // Figure 2, step 3, Q1, top 10, first 5 rows
  /\b(?:figure|fig\.|table|chart|step|section|chapter|page|question|part|level|phase|no\.|nr\.|#|type|top|bottom|first|last|next|previous|erste[nr]?|letzte[nr]?|Schritt|Abbildung|Tabelle|Seite)[\s  -]?#?\d{1,3}\b(?![.,]\d)(?!\s?%)/gi,
  /#\d+\b/g,
  /\b(?:FY|CY|H|Q)\s?\d{1,4}\b/g,
  // Conventions, not results
  /\b\d{2}(?:\.\d)?\s?%[\s-]+(?:confidence|credible|prediction|CI)\b/gi,
  /(?:\bp(?:-value)?|α|alpha|significance level(?: of)?)\s{0,3}(?:[<>≤≥=]|of|at|is)?\s{0,3}0?[.,](?:0{0,5}[15]|10)\b(?!\d)/gi,
  /\b\d\/\d\b/g,
]

/** Of a model that fills pages with numbers: what lies beyond is not checked. */
const mostOfAnswer = 100_000
const mostOfQuestion = 10_000
const mostClaims = 1000

export function claimsIn(answer: string, question: string): Claim[] {
  const read = answer.slice(0, mostOfAnswer)
  const prose = [...notProse, ...dates, ...labels].reduce((text, pattern) => text.replace(pattern, blank), read)
  const asked = numbersIn(question.slice(0, mostOfQuestion)).flatMap(n => n.readings.map(r => r.value))
  return numbersIn(prose)
    .filter(n => !isYear(n, prose) && !isAsked(n, asked))
    .slice(0, mostClaims)
    .map(n => ({ ...n, text: answer.slice(n.start, n.end), hedged: isHedged(n, prose), around: around(n, answer) }))
}

/** Dates and times blanked out: their parts are no values. */
export const withoutDates = (text: string): string => dates.reduce((t, pattern) => t.replace(pattern, blank), text)

const blank = (found: string): string => found.replace(/[^\n]/g, ' ')

/** 1900 to 2099 without any mark is a year, unless something is counted with it: “there are 2024 rows”. Older ones need a word: “in 1864”. */
function isYear(n: NumberPlace, text: string): boolean {
  const written = text.slice(n.digitsStart, n.digitsEnd)
  if (n.marked || !/^(?:1[0-9]|20)\d{2}$/.test(written)) return false
  const before = text.slice(Math.max(0, n.start - 24), n.start)
  if (
    /\b(?:in|from|since|until|till|years?|during|before|after|im Jahre?|seit|vor|nach|en|depuis|desde)\s$/i.test(before)
  )
    return true
  if (!/^(?:19|20)/.test(written)) return false
  const after = text.slice(n.end, n.end + 24)
  const counts =
    /\b(?:are|were|has|have|had|contains?|holds?|includes?|counted|sold|exactly|sind|gibt es|hat|enthält|il y a|hay)\s$/i
  return !(counts.test(before) && /^\s\p{Ll}{3,}/u.test(after))
}

function isAsked(n: NumberPlace, asked: number[]): boolean {
  return n.readings.some(r => asked.some(value => Math.abs(value - r.value) <= Math.abs(value) * 1e-12))
}

const hedge =
  /(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|circa|ca\.?|over|more than|above|under|below|less than|up to|at least|just|close to|etwa|rund|ungefähr|fast|knapp|über|mehr als|environ|près de|plus de|presque|unos|casi|más de|cerca de|aproximadamente|quase)\s+|[~≈>]\s?)$/i

const isHedged = (n: NumberPlace, text: string): boolean =>
  /^[~≈]/.test(n.text) || hedge.test(text.slice(Math.max(0, n.start - 20), n.start))

/** The sentence around a place, or the line where there is no sentence. */
function around(n: NumberPlace, text: string): string {
  const before = text.slice(Math.max(0, n.start - 160), n.start)
  const after = text.slice(n.end, n.end + 160)
  const head = before.slice(Math.max(before.lastIndexOf('\n'), before.search(/[.!?]\s(?!.*[.!?]\s)/)) + 1)
  const tail = after.split(/\n|[.!?](?:\s|$)/)[0] ?? ''
  return `${head} ${tail}`
}
