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
  /\bv?(?!\d{1,3}(?:\.\d{3}){1,8}(?![\d.]\d))\d+\.\d+\.\d+(?:\.\d+)*(?![\d,])(?::\d{2,5}\b)?/g,
  /\b(?:version|python|pandas|numpy|release)\s+v?\d+(?:\.\d+)*/gi,
  // Numbers of documents, telephones, dimensions: INV-2024-001, 555-123-4567, 3D
  /(?<![\p{L}\p{N}])\p{Lu}\p{L}*-\d+(?:[-/]\d+)+\b/gu,
  /(?<![\d-])(?:\(\d{3}\) |\d{3}-)\d{3}-\d{4}\b(?!-)/g,
  /\b[1-9][DG]\b/g,
  // Standards
  /\b(?:ISO|RFC|IEC|IEEE|DIN|EN)[ -]\d+(?:[:-]\d+)*\b/g,
]

const month =
  'jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|zo|ço)?|märz|apr(?:il|ile)?|avr(?:il)?|abril|ma[iy]o?|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust|usto)?|août|agosto|sep(?:t|tember|tembre|tiembre)?|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember|embre)?|d[ée]cembre|diciembre'

/** 2023-24: the next year, so that it is no month and no range of something else. */
const twoYears = Array.from({ length: 100 }, (_, n) =>
  [n, (n + 1) % 100].map(y => String(y).padStart(2, '0')).join('[-–/]'),
)

const dates = [
  new RegExp(String.raw`(?<!\d)(?:19|20)(?:${twoYears.join('|')})\b(?![-–/]\d)`, 'g'),
  /\b\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?/g,
  /\b\d{4}[/.]\d{1,2}[/.]\d{1,2}\b/g,
  /\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b/g,
  /\b(?:19|20)\d{2}[-–/](?:0[1-9]|1[0-2])\b(?!\d)/g,
  /(?<![\d/.,])(?:(?:0?[1-9]|1[0-2])\/|(?:0[1-9]|1[0-2])\.)(?:19|20)\d{2}\b(?![/.]\d)/g,
  // Decades: the 90s
  /(?<=\bthe )['’]?\d0s\b/gi,
  /\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?/gi,
  /\b\d{1,2}\s?[ap]\.?m\b/gi,
  /\b\d{1,2}(?:[.:]\d{2})?(?:\s?(?:bis|und|[-–])\s?\d{1,2}(?:[.:]\d{2})?)?\s?Uhr\b/g,
  /\b\d{1,2}\s?h\s?[0-5]\d\b/g,
  /\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日/g,
  new RegExp(
    String.raw`\b(?:${month})\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?(?:,?\s+(?:19|20)\d{2})?(?![\d,.]*\d)(?!\s?%)`,
    'giu',
  ),
  new RegExp(
    String.raw`\b(?:\d{1,2}(?:st|nd|rd|th|\.)?\s?(?:[-–]|to|bis|al|au)\s?)?\d{1,2}(?:st|nd|rd|th|\.|er|º)?(?:\s+of|\s+de)?\s+(?:${month})\b\.?(?:,?\s+(?:de\s+)?(?:19|20)\d{2})?`,
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
  /(?<![\d.,])\d{1,3}(?:\.?[ºª]|(?:er|re|ère|ème|e)\b)/g,
  /\b\d{1,3}\.\s(?=(?:Platz|Rang|Stelle|Quartal|Halbjahr|Woche|Tag|Mal|Jahrhundert|Perzentil|Quartil|Klasse|Stufe)\b)/g,
  /第\d+/g,
  // Figure 2, step 3, Q1, top 10, first 5 rows
  /\b(?:figure|fig\.|table|chart|step|section|chapter|page|question|part|level|phase|no\.|nr\.|#|type|top|bottom|first|last|next|previous|erste[nr]?|letzte[nr]?|Schritt|Abbildung|Tabelle|Seite|KW|art\.|abs\.|kap\.|sec\.|ch\.|pp?\.)[\s  -]?#?\d{1,3}\b(?![.,]\d)(?!\s?%)/gi,
  // Week 12, cluster 3; but not “per store 42”.
  /(?<!\b(?:per|each|every|pro|par|por|jede[rsnm]?)\s)\b(?:week|day|cluster|group|segment|class|row|column|line|rank|place|Woche|Gruppe|Zeile|Spalte|semaine|semana|groupe|grupo|fila|ligne|colonne)\s#?\d{1,3}\b(?![.,]\d)(?!\s?%)/gi,
  /§{1,2}\s?\d+/g,
  /#\d+\b/g,
  /\b(?:FY|CY|H|Q)\s?\d{1,4}\b/g,
  // Conventions, not results
  /\b\d{2}(?:\.\d)?\s?%[\s-]+(?:confidence|credible|prediction|CI)\b/gi,
  /(?:\bp(?:-value)?|α|alpha|significance level(?: of)?)\s{0,3}(?:[<>≤≥=]|of|at|is)?\s{0,3}0?[.,](?:0{0,5}[15]|10)\b(?!\d)/gi,
  // One third, two and a half
  /\b(?:\d{1,3}\s)?\d\/\d\b/g,
]

/** Of a model that fills pages with numbers: what lies beyond is not checked. */
const mostOfAnswer = 100_000
const mostOfQuestion = 10_000
const mostClaims = 1000
const mostOfRow = 4000

export function claimsIn(answer: string, question: string): Claim[] {
  const read = answer.slice(0, mostOfAnswer)
  const prose = [...notProse, ...dates, ...labels].reduce((text, pattern) => text.replace(pattern, blank), read)
  const asked = numbersIn(question.slice(0, mostOfQuestion)).flatMap(n => n.readings.map(r => r.value))
  return numbersIn(prose)
    .filter(n => !isYear(n, prose) && !isAsked(n, asked))
    .slice(0, mostClaims)
    .filter(n => !isRank(n, answer))
    .map(n => ({ ...n, text: answer.slice(n.start, n.end), hedged: isHedged(n, prose), around: around(n, answer) }))
}

/** Dates and times blanked out: their parts are no values. */
export const withoutDates = (text: string): string => dates.reduce((t, pattern) => t.replace(pattern, blank), text)

const blank = (found: string): string => found.replace(/[^\n]/g, ' ')

/** The head of the column of a table in the answer; empty outside a table, and in a row longer than people read. */
export function columnHead({ start }: NumberPlace, answer: string): string {
  const lineStart = answer.lastIndexOf('\n', start - 1) + 1
  if (start - lineStart > mostOfRow || !isRow(answer, lineStart)) return ''
  let head = lineStart
  while (head > 0) {
    const above = answer.lastIndexOf('\n', head - 2) + 1
    if (!isRow(answer, above)) break
    head = above
  }
  const column = answer.slice(lineStart, start).split('|').length - 1
  return (
    answer
      .slice(head, head + mostOfRow)
      .split('\n')[0]
      ?.split('|')[column] ?? ''
  )
}

const isRow = (text: string, at: number): boolean => /^[ \t]{0,8}\|/.test(text.slice(at, at + 9))

/** A column that counts the rows claims nothing. */
const isRank = (n: NumberPlace, answer: string): boolean =>
  !n.marked &&
  /^\s*(?:#|№|rank|rang|ranking|place|platz|pos(?:ition|\.)?|no\.?|nr\.?|puesto|posto)\s*$/i.test(columnHead(n, answer))

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
