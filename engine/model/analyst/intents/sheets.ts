/** Which sheets a workbook has (or tables a database): each read, with its rows and columns. */
import { figure, inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { titled } from '../naming.ts'
import { say, sentence } from '../say/say.ts'
import { readerOf } from '../load.ts'
import { fileName, type Table } from '../table.ts'
import type { Written } from '../written.ts'

const ASKS =
  /\b(?:which|what|list|show|how many|name|all|are there|display|the)\b[^.?!]*\b(?:work)?(?:sheets|tabs)\b|^\W*(?:work)?(?:sheets|tabs)\W*$/i
/** As it was asked, before it was put into English. */
const ASKS_ABROAD = /(?<!\p{L})(?:(?:tabellen)?bl(?:ä|ae)tter|arbeitsbl(?:ä|ae)tter|hojas|feuilles|onglets)(?!\p{L})/iu
const ASKS_TABLES = /\b(?:which|what|list|show|how many|all)\b[^.?!]*\btables\b/i

export const asksForSheets = (asked: string, question: string, { format, profile }: Table): boolean =>
  (profile.sheets?.length ?? 0) > 0 &&
  (ASKS.test(question) || ASKS_ABROAD.test(asked) || (format === 'sqlite' && ASKS_TABLES.test(question)))

export function writeSheets(request: Request): Written {
  const { table, language, sheetTables = [] } = request
  const known = new Map([table, ...sheetTables].map(each => [each.sheet, each]))
  const lines = (table.profile.sheets ?? []).map(({ name, rows }) => {
    const found = known.get(name)
    // A sheet without columns is empty, or too large to be looked at beside the others.
    if (!found) return `sheets.append([${text(name)}, ${rows}, 0, ""])`
    const frame = found === table ? table.frame : 'sheet'
    const read = found === table ? '' : `sheet = ${readerOf(found)}\n`
    return `${read}sheets.append([${text(name)}, len(${frame}), ${frame}.shape[1], ", ".join(map(str, ${frame}.columns))])`
  })
  const file = inside(fileName(table))
  const count = { file, count: figure('len(sheets)'), names: `{', '.join(sheets[${key('sheet')}])}` }
  const line = {
    name: "{row['sheet']}",
    rows: figure("row['rows']"),
    columns: figure("row['columns']"),
    names: "{row['names']}",
  }
  const words = py`
    # Every sheet, as it is read
    sheets = []
    ${lines.join('\n')}
    sheets = pd.DataFrame(sheets, columns=["sheet", "rows", "columns", "names"])

    # In words
    headline = final_result = ${say(language, 'sheets.count', count)}
    facts = [${say(language, 'sheets.line', line)} for _, row in sheets.iterrows()]
  `
  const title = titled(request, sentence(language, 'sheets.title', { file: fileName(table) }))
  return { title, result: 'sheets', compute: '', words }
}
