/** One block of Python for each file asked for. */
import { chartFor, matplotlibCode } from '../chart.ts'
import type { Output, Request } from '../request.ts'
import type { Chart, Written } from '../written.ts'
import { saveCsv, saveHtml, saveJson, saveMarkdown, savePng } from './csv.ts'
import { saveExcel } from './excel.ts'
import { savePdf } from './pdf.ts'
import { savePowerpoint } from './powerpoint.ts'
import { saveWord } from './word.ts'

export function saveCode(request: Request, written: Written, name: string): string[] {
  const chart = chartFor(request, written.chart)
  return request.outputs.map(output => saved(output, { request, written, name, ...(chart ? { chart } : {}) }))
}

type Saving = { request: Request; written: Written; name: string; chart?: Chart }

function saved(output: Output, { request, written, name, chart }: Saving): string {
  const drawing = chart ? matplotlibCode(request, chart) : ''
  switch (output) {
    case 'csv':
      return saveCsv(written, name)
    case 'json':
      return saveJson(written, name)
    case 'md':
      return saveMarkdown(written, name)
    case 'html':
      return saveHtml(written, name)
    case 'xlsx':
      return saveExcel(request, written, { name, ...(chart ? { chart } : {}) })
    case 'png':
      return chart ? savePng(drawing, name) : 'notes.append("There is nothing to draw here, so no picture was made")'
    case 'docx':
      return saveWord(written, { name, drawing })
    case 'pdf':
      return savePdf(written, { name, drawing })
    case 'pptx':
      return savePowerpoint(written, { name, ...(chart ? { chart } : {}), drawing })
  }
}
