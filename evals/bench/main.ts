/** `make bench`: every figure in one table, each beside its peer. `node evals/bench/main.ts api table` runs some of them. */
import process from 'node:process'
import { apiRows, startRows } from './api.ts'
import { intakeRows } from './intake.ts'
import { asTable, type Row } from './row.ts'
import { sandboxRows } from './sandbox.ts'
import { screenRows } from './screen.ts'
import { tablePageRows } from './table-page.ts'
import { uploadRows } from './upload.ts'

const groups: Record<string, () => Promise<Row[]>> = {
  sandbox: sandboxRows,
  start: startRows,
  api: apiRows,
  upload: uploadRows,
  intake: intakeRows,
  table: tablePageRows,
  screen: screenRows,
}

const wanted = process.argv.slice(2)
const unknown = wanted.find(name => !groups[name])
if (unknown) {
  console.error(`no group “${unknown}”: choose of ${Object.keys(groups).join(', ')}`)
  process.exit(2)
}

const rows: Row[] = []
for (const [name, measure] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.error(`measuring ${name} …`)
  rows.push(...(await measure()))
}
console.log(asTable(rows))
