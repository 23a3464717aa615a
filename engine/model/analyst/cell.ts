/** Puts a cell together: read, select, compute, draw, say, save. */
import { chartFor, plotlyCode } from './chart.ts'
import { filterCode, loadCode } from './load.ts'
import { conditionsSay } from './naming.ts'
import { cell, indented, text } from './python.ts'
import type { Request } from './request.ts'
import { slug } from './words.ts'
import { saveCode } from './save/save.ts'
import type { Rows, Written } from './written.ts'
import { writeIntent } from './intents/write.ts'

const NUMBER = `
def number(value):
    """1234.5 as people write it: 1,234.50; whole numbers bare, tiny ones with their first digits."""
    if pd.isna(value):
        return "nothing"
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= 0.01 else f"{value:.3g}"
`.trim()

const SAY = `
# The short answer, the numbers behind it, and what to beware of
print("Answer:", headline)
for fact in facts:
    print("Detail:", fact)
for note in notes:
    print("Note:", note)
`.trim()

export function writeCell(request: Request, options: { reuse: boolean }): string {
  const { frame, code: filter } = filterCode(request)
  const rows: Rows = { frame, says: conditionsSay(request) }
  const written = writeIntent(request, rows)
  const imports = ['import numpy as np', 'import pandas as pd', 'import plotly.express as px'].join('\n')
  const body = [
    written.code,
    `title = ${text(written.title)}`,
    drawing(request, written),
    ...saveCode(request, written, fileName(request, rows)),
    SAY,
    shown(request, written),
  ]
  const start = [`${imports}\n\n\n${NUMBER}\n`, 'notes = []', loadCode(request, options.reuse), filter]
  if (request.conditions.length === 0) return cell(...start, ...body)
  return cell(...start, guarded(cell(...body).trimEnd(), { frame, request }))
}

/** No row may be left: then there is nothing to compute, and that is the answer. */
function guarded(body: string, { frame, request }: { frame: string; request: Request }): string {
  const says = conditionsSay(request)
  return [
    `if ${frame}.empty:`,
    indented(
      `# Nothing fits, and that is the answer\nprint("Answer:", ${text(`No row of ${request.table.file} fits: ${says}`)})\nfor note in notes:\n    print("Note:", note)\nfinal_result = "no rows"`,
    ),
    'else:',
    indented(body),
  ].join('\n')
}

/** From the plain title, so that a file with a new title stays the same file in a new version. */
const fileName = (request: Request, rows: Rows): string =>
  slug(request.fileName ?? writeIntent({ ...request, style: {} }, rows).title) || 'result'

function drawing(request: Request, written: Written): string {
  const chart = chartFor(request, written.chart)
  return chart ? `# Draw it\n${plotlyCode(request, chart)}` : ''
}

function shown(request: Request, written: Written): string {
  const chart = chartFor(request, written.chart)
  return [...(written.noTable ? [] : [`display(${written.result})`]), ...(chart ? ['display(figure)'] : [])].join('\n')
}
