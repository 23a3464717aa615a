/** Which file a question is about, and whether two have to be joined for it. */
import type { Cues } from './cues.ts'
import { revenueOf } from './derived-columns.ts'
import { gapminder, meansGapminder } from './gapminder.ts'
import type { Request } from './request.ts'
import { matchScore, scan } from './scan.ts'
import { fileName, isDocument, isUnread, type Column, type Table } from './table.ts'
import { conceptsOf } from './synonyms.ts'
import { slug, split, stem, tokenize } from './words.ts'

function fit(question: string, table: Table, cues: Cues): number {
  const tokens = tokenize(question)
  const blocked = new Set(
    tokens.flatMap((token, at) =>
      cues.taken.some(([from, to]) => token.start >= from && token.start < to) ? [at] : [],
    ),
  )
  return (
    paidIn(question, table) +
    soldIn(question, table) +
    scan(tokens, table, blocked).reduce(
      (sum, mention) =>
        sum +
        (mention.kind === 'value' ? 1 : Math.min(1, mention.candidates[0]?.score ?? 0)) *
          (mention.to - mention.at > 1 ? 1.2 : 1),
      0,
    )
  )
}

const PAYS = /\b(?:spen(?:ds?|t|ding)|pa(?:ys?|id)|buys?|bought|purchas(?:es?|ed|ing)|ausg(?:eben|ibt|egeben))\b/i
const MONEY = new Set(['amount', 'revenue', 'sales', 'spend', 'spending', 'payment', 'total', 'price', 'cost'])

/** Who spends is asked of the table that holds the sums, though no word of theirs is said. */
const paidIn = (question: string, { columns }: Table): number =>
  PAYS.test(question) &&
  columns.some(
    ({ role, repeated, words }) =>
      role === 'measure' && !repeated && words.some(word => [word, ...conceptsOf(word)].some(each => MONEY.has(each))),
  )
    ? 1
    : 0

const SELLS = /\b(?:sold|sell(?:s|ing)?|best-?sellers?|verkauft\w*)\b/i
const RETURNS = /\b(?:returns?|returned|refunds?|refunded)\b/i
const SOLD = new Set(['quantity', 'revenue'])

/** What sold best is asked of the table of what was sold, and not of the list of prices. */
function soldIn(question: string, { columns }: Table): number {
  const sold = columns.filter(
    ({ role, repeated, words }) =>
      role === 'measure' && !repeated && words.some(word => conceptsOf(word).some(each => SOLD.has(each))),
  )
  const isAsked = SELLS.test(question)
    ? sold.length > 0
    : RETURNS.test(question) && sold.some(({ min }) => Number(min) < 0)
  return isAsked ? 1 : 0
}

function named(question: string, table: Table): boolean {
  const lower = question.toLowerCase()
  // Whoever names a workbook means any of its sheets.
  const file = fileName(table).toLowerCase()
  if (lower.includes(file)) return true
  const base = file.replace(/\.[^.]+$/, '')
  const words = split(base)
  if (words.length > 1 && lower.includes(words.join(' '))) return true
  const asked = split(question).map(stem)
  return (
    new RegExp(
      String.raw`\b(?:in|from|of|file|table|the)\s+(?:the )?(?:file |table )?${base.replace(/[^\p{L}\d_]/gu, '.')}\b`,
      'iu',
    ).test(question) && asked.includes(stem(words[0] ?? ''))
  )
}

const SHEET_WORD = '(?:work)?(?:sheet|tab|table|blatt|tabellenblatt|hoja|feuille|onglet)'

function sheetMention(question: string, { sheet }: Table): RegExpExecArray | null {
  const parts = sheet?.split(/[^\p{L}\d]+/u).filter(part => part !== '') ?? []
  if (parts.length === 0) return null
  const name = parts.join(String.raw`[^\p{L}\d]+`)
  const said = String.raw`["“„‘'\x60]?${name}["”“’'\x60]?`
  return new RegExp(
    String.raw`(?<![\p{L}\d_])(?:${said}\s+${SHEET_WORD}|${SHEET_WORD}\s+(?:named |called )?${said}|(?<=\b(?:in|from)\s+(?:the\s+)?)${said})(?![\p{L}\d_])`,
    'iu',
  ).exec(question)
}

/** The file's own name; not where a file to save is to be called so. */
const nameIn = (table: Table): RegExp => {
  const name = fileName(table).replace(/[^\p{L}\d_ ]/gu, '.')
  const saved = String.raw`(?:as|to|into|named|called|als|comme|como)\s+["“„'\x60]?`
  return new RegExp(String.raw`(?<!${saved})(?<![\p{L}\d_])${name}(?![\p{L}\d_])`, 'iu')
}

/** "Summarise the lecture", "what does the essay say", "in the essay": a document by its name without the ending. What it tells about the lecture is still looked for. */
function shortNameIn(table: Table): RegExp {
  const name = split(fileName(table).replace(/\.[^.]+$/, '')).join('[^\\p{L}\\d]+')
  const the = String.raw`(?:the|this|my|our)\s+${name}(?![\p{L}\d_])`
  const asked = String.raw`(?:summari[sz]e|describe|explain|overview of|summary of|in|from|of)\s+`
  return new RegExp(String.raw`(?<=\b${asked})${the}|${the}(?=\s+(?:says?|tells?|mentions?|states?)\b)`, 'iu')
}

/** The question without the names of the file and of the sheet that it is about, which would else be looked for in them. */
export function withoutSheet(question: string, table: Table): string {
  const found = sheetMention(question, table)
  const said = found ? question.replace(found[0], 'table') : question
  if (!isDocument(table)) return said.replace(nameIn(table), 'table')
  return said.replace(nameIn(table), 'file').replace(shortNameIn(table), 'the file')
}

const DOCUMENT_WORDS =
  /\b(?:document|text|paper|article|pdf|report|page|pages|chapter|section|mention|mentions|says|say|according|author|read)\b/i

/** Not the sheet that was asked about before, but the one that stands for the file. */
const WHOLE_FILE = /\b(?:this|the|my|whole|entire)\s+(?:uploaded |excel )?(?:file|workbook)\b/i

/** Undefined: there is no file, and the question is not about countries either. The newest of equals wins. */
export function chooseTable(
  question: string,
  tables: Table[],
  { cues, previous }: { cues: Cues; previous?: Request },
): Table | undefined {
  if (tables.length === 0) return previous?.table ?? (meansGapminder(question) ? gapminder() : undefined)
  const sheets = tables.filter(table => sheetMention(question, table))
  const called = sheets.length > 0 ? sheets : tables.filter(table => named(question, table))
  const read = tables.filter(table => !isUnread(table))
  const pool = called.length > 0 ? called : read.length > 0 ? read : tables
  const scored = pool
    .map((table, place) => {
      const own = fit(question, table, cues)
      const again = previous?.table.file === table.file && !WHOLE_FILE.test(question) ? 0.6 : 0
      const read = isDocument(table) && DOCUMENT_WORDS.test(question) ? 0.9 : 0
      return { table, own: own + read, score: own + again + read + place * 0.001 }
    })
    .sort((a, b) => b.score - a.score)
  const [best] = scored
  if (!best) return undefined
  if (called.length === 0 && isAboutCountries(question, best, { cues, previous })) return gapminder()
  return joinedFor(question, tables, { cues, alone: best.own }) ?? best.table
}

/** The documents that the question names, or all there are, in the order of their upload: nothing else tells them apart. */
export function documentsMeant(question: string, table: Table, known: Table[]): [Table, ...Table[]] {
  const documents = known.filter(isDocument)
  const called = documents.filter(each => named(question, each) || shortNameIn(each).test(question))
  const isNewest = /\b(?:last|newest|latest) (?:document|file|pdf|text)\b/i.test(question)
  const [first = table, ...others] = called.length > 0 ? called : isNewest ? [table] : documents
  return [first, ...others]
}

/** The uploads know nothing of what is asked, and the table of countries does. */
function isAboutCountries(
  question: string,
  best: { own: number },
  { cues, previous }: { cues: Cues; previous?: Request },
): boolean {
  if (best.own >= 0.6) return false
  return previous?.table.builtIn === true || (meansGapminder(question) && fit(question, gapminder(), cues) >= 1.2)
}

/** Two files together explain more of the question than the best one alone, and share a key. */
function joinedFor(
  question: string,
  tables: Table[],
  { cues, alone }: { cues: Cues; alone: number },
): Table | undefined {
  const plain = tables.filter(table => !isDocument(table))
  const pairs = plain.flatMap(main => plain.filter(other => other !== main).map(other => joined(main, other)))
  const [best] = pairs
    .filter(table => table !== undefined)
    .map(table => ({ table, gain: fit(question, table, cues) - alone }))
    .sort((a, b) => b.gain - a.gain)
  return best && best.gain >= 0.6 ? best.table : undefined
}

/** How well two columns serve as the key of a join; 0 when the other's is not unique, or the names differ. */
function keyScore(left: Column, right: Column, rows: number): number {
  if (left.formula || right.formula || left.role === 'time' || left.type !== right.type) return 0
  if (right.distinct < rows * 0.95) return 0
  const name = left.name.toLowerCase() === right.name.toLowerCase() ? 1 : matchScore(left.words, right)
  if (name < 0.8) return 0
  return name + (left.role === 'id' || right.role === 'id' ? 0.3 : left.role === 'category' ? 0.1 : -0.5)
}

export function sharedKey(main: Table, other: Table): { left: Column; right: Column } | undefined {
  const pairs = main.columns.flatMap(left =>
    other.columns.map(right => ({ left, right, score: keyScore(left, right, other.rows) })),
  )
  const [best] = pairs.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
  return best
}

/** The main table with the other's columns beside its own; each row of the main one stays one row. */
export function joined(main: Table, other: Table): Table | undefined {
  const key = sharedKey(main, other)
  if (!key) return undefined
  const has = new Set(main.columns.map(column => column.name))
  // Many rows share one of the other's: its numbers would be counted again with each of them.
  const shared = key.left.distinct < main.rows
  const added = other.columns
    .filter(column => column !== key.right && !has.has(column.name) && !column.formula)
    .map(column => ({ ...column, distinct: Math.min(column.distinct, key.left.distinct) }))
    .map(column => (shared && column.role === 'measure' ? { ...column, additive: false, repeated: true } : column))
  const columns = [...main.columns, ...added]
  const revenue = revenueOf(columns)
  return {
    ...main,
    frame: slug(`${main.frame}_with_${other.frame}`),
    // The quantities of one and the prices of the other.
    columns: revenue ? [...columns, revenue] : columns,
    join: { other, ...key },
    ...(main.panel ? { panel: main.panel } : {}),
  }
}
