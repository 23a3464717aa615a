/** Puts a cell together: read, select, compute, draw, say, save. Only the table read and the results stay among the person's variables. */
import { chartFor, plotlyCode } from './chart.ts'
import { filterCode, readCode, typesCode } from './load.ts'
import { conditionsSay } from './naming.ts'
import { cell, comment, indented, inside, py, text } from './python.ts'
import type { Request } from './request.ts'
import { slug } from './words.ts'
import { saveCode } from './save/save.ts'
import { pluralCode, say, sentence, type Language } from './say/say.ts'
import type { Rows, Written } from './written.ts'
import { writeIntent } from './intents/write.ts'

/** How each language parts thousands and decimals, as a translation of English. */
const SEPARATORS: Record<Language, string> = {
  en: '',
  de: '.translate(str.maketrans(",.", ".,"))',
  es: '.translate(str.maketrans(",.", ".,"))',
  fr: '.translate(str.maketrans({",": "\u202f", ".": ","}))',
}

const numberCode = (language: Language): string => py`
  def number(value, form=""):
      """1234.5 as people write it: 1,234.50; whole numbers bare, tiny ones with their first digits."""
      if pd.isna(value):
          return ${text(sentence(language, 'nothing'))}
      if not form and 0 < abs(value) < 1 and abs(value - round(value, 2)) > abs(value) * 0.0005:
          return np.format_float_positional(value, precision=3, fractional=False, trim="-")${SEPARATORS[language]}
      if form and value and float(format(value, form).replace(",", "")) == 0:
          return np.format_float_positional(value, precision=2, fractional=False, trim="-", sign="+" in form)${SEPARATORS[language]}
      return format(value, form or (",.0f" if float(value).is_integer() else ",.2f"))${SEPARATORS[language]}
`

const APART = `
def apart(values):
    """The form in which no two of these numbers look alike: two decimals, or as many more as that takes."""
    digits = next((digits for digits in range(2, 7) if pd.Series(values).round(digits).nunique() == len(set(values))), 2)
    return "" if digits == 2 else f",.{digits}f"
`.trim()

const SAY = `
# The short answer, the numbers behind it, and what to beware of: a line each, whatever stands in a value
print("Answer:", *headline.splitlines())
for fact in facts:
    print("Detail:", *fact.splitlines())
for note in notes:
    print("Note:", *note.splitlines())
`.trim()

export type CellOptions = {
  /** The table is alive and as it was read. */
  reuse: boolean
  /** Python of earlier cells, oldest first: a result that one of them left is taken up again. */
  earlierCode?: string[]
}

export function writeCell(request: Request, { reuse, earlierCode = [] }: CellOptions): string {
  const { frame, code: filter } = filterCode(request)
  const rows: Rows = { frame, says: conditionsSay(request) }
  const written = writeIntent(request, rows)
  const { result, also = [] } = written
  const steps = [...typesCode(request), filter, nothingFits(request, frame), written.compute]
  const stands = written.compute !== '' && isLeft(result, steps, earlierCode)
  const after = [
    nothingComputed(written),
    written.words,
    `title = ${text(written.title)}`,
    drawing(request, written),
    ...saveCode(request, written, fileName(request, rows)),
    SAY,
    shown(request, written),
  ]
  const alone = !usesSteps(after.join('\n'), written)
  const body = [...steps.slice(0, -1), stands && reuse && alone ? takenUp(written) : written.compute, ...after]
  const inner = [
    `global ${[...new Set([result, ...also, 'final_result'])].join(', ')}`,
    `notes = []\n\n${numberCode(request.language)}\n`,
    body.some(part => part.includes('{plural(')) ? `${pluralCode(request.language)}\n` : '',
    body.some(part => part.includes('apart(')) ? `${APART}\n` : '',
    ...body,
  ]
  return cell(
    ['import numpy as np', 'import pandas as pd', 'import plotly.express as px'].join('\n'),
    readCode(request, reuse),
    `# In a function, so that nothing but the result is added to your variables\ndef _answer():\n${indented(cell(...inner).trimEnd())}\n`,
    '_answer()',
  )
}

/** The result of an earlier question is used again; it is made again only when it is gone. */
const takenUp = ({ result, compute }: Written): string =>
  `${comment(`${result} stands from an earlier question; it is computed again only when it is gone`)}\nif ${text(result)} not in globals():\n${indented(compute)}`

const squeezed = (code: string): string => code.replace(/\s+/g, ' ').trim()

/** Whether the last earlier cell that set a variable is one of these very steps, so that it still holds their result. */
function isLeft(result: string, steps: string[], earlierCode: string[]): boolean {
  const sets = new RegExp(
    String.raw`(?<![\w.])${result}\s*(?:\[[^\n]*\]|\.[\w.]+)?\s*(?:=(?!=)|[-+*/]=)|\bdel\b[^\n]*\b${result}\b`,
  )
  const last = earlierCode.findLast(code => sets.test(code) || code.includes(`${result}.`))
  return last !== undefined && steps.every(step => squeezed(last).includes(squeezed(step)))
}

/** Whether code needs more of what a result was computed with than the result: then it is computed again. */
function usesSteps(code: string, { compute, result }: Written): boolean {
  const set = /^\s*(?:for\s+)?([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(?:=(?!=)|in\b)|\bimport\s+(\w+)/gm
  const names = [...compute.matchAll(set)].flatMap(([, made = '', imported = '']) => [
    ...made.split(/\s*,\s*/),
    imported,
  ])
  return names.some(name => name !== '' && name !== result && new RegExp(String.raw`\b${name}\b`).test(code))
}

/** No row may be left: then there is nothing to compute, and that is the answer. */
function nothingFits(request: Request, frame: string): string {
  const { table, language } = request
  const rows = request.action === 'remove' ? '' : conditionsSay(request)
  if (rows === '' && (table.rows > 0 || request.action === 'document')) return ''
  const headline =
    rows === ''
      ? say(language, 'none.rows', { file: inside(table.file) })
      : say(language, 'none.fit', { file: inside(table.file), rows: inside(rows) })
  return leave(`${frame}.empty`, headline, text(sentence(language, 'none.final')))
}

const nothingComputed = ({ result, whenEmpty }: Written): string =>
  whenEmpty === undefined ? '' : leave(`${result}.empty`, whenEmpty, whenEmpty)

const leave = (when: string, headline: string, final: string): string => py`
  if ${when}:
      # There is nothing to compute with, and that is the answer
      print("Answer:", ${headline})
      for note in notes:
          print("Note:", *note.splitlines())
      final_result = ${final}
      return
`

/** From the plain title, so that a file with a new title stays the same file in a new version. */
const fileName = (request: Request, rows: Rows): string =>
  slug(request.fileName ?? writeIntent({ ...request, style: {} }, rows).title) || 'result'

function drawing(request: Request, written: Written): string {
  const chart = chartFor(request, written.chart)
  return chart ? `# Draw it\n${plotlyCode(request, chart)}` : ''
}

function shown(request: Request, written: Written): string {
  const chart = chartFor(request, written.chart)
  return [`display(${written.result})`, ...(chart ? ['display(figure)'] : [])].join('\n')
}
