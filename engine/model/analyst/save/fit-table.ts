/** How much of a table a document shows: what does not fit is told, in the document and in the answer. */
import { figure, py } from '../python.ts'
import { say } from '../say/say.ts'
import type { Saving } from './save.ts'

/** Leaves the part in `shown`, and in `cut` the sentences on what is left out; none where it is all there. */
export function fitTable({ request, written, name }: Saving, most: { rows: number; columns: number }): string {
  const { language, outputs } = request
  const full = outputs.includes('xlsx') ? `${name}.xlsx` : outputs.includes('csv') ? `${name}.csv` : undefined
  const rows = { shown: figure('len(shown)'), rows: figure('len(whole)') }
  const columns = { shown: figure('len(shown.columns)'), count: figure('len(whole.columns)') }
  const rest = full === undefined ? say(language, 'file.whole') : say(language, 'file.whole.too', { file: full })
  return py`
    whole = ${written.matrix ? `${written.result}.reset_index()` : written.result}
    shown = whole.iloc[:${String(most.rows)}, :${String(most.columns)}]
    cut = [${say(language, 'file.first', rows)}] if len(whole) > len(shown) else []
    if len(whole.columns) > len(shown.columns):
        cut.append(${say(language, 'file.columns', columns)})
    if cut:
        cut.append(${rest})
  `
}

/** The line of the answer about a file, and what of the table is not in it. */
export const savedWith = (words: string): string =>
  `print("File:", ". ".join([${words}, " ".join(cut)]) if cut else ${words})`
