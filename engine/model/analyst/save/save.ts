/** One block of Python for each file asked for. */
import { chartFor, matplotlibCode } from '../chart.ts'
import type { Output, Request } from '../request.ts'
import type { Chart, Written } from '../written.ts'
import { saveCsv, saveHtml, saveJson, saveMarkdown, savePng } from './csv.ts'
import { saveExcel } from './excel.ts'
import { savePdf } from './pdf.ts'
import { savePowerpoint } from './powerpoint.ts'
import { saveWord } from './word.ts'

export type Saving = {
  request: Request
  written: Written
  /** Of the file, without its ending. */
  name: string
  chart?: Chart
  /** Python that leaves the chart in `picture`; empty when there is nothing to draw. */
  drawing: string
}

const SAVE: Record<Output, (saving: Saving) => string> = {
  csv: saveCsv,
  json: saveJson,
  md: saveMarkdown,
  html: saveHtml,
  xlsx: saveExcel,
  png: savePng,
  docx: saveWord,
  pdf: savePdf,
  pptx: savePowerpoint,
}

export function saveCode(request: Request, written: Written, name: string): string[] {
  const chart = chartFor(request, written.chart)
  const drawing = chart ? matplotlibCode(request, chart) : ''
  const saving = { request, written, name, drawing, ...(chart ? { chart } : {}) }
  return request.outputs.map(output => SAVE[output](saving))
}
