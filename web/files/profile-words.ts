import type { Profile } from '@codingagent/protocol/artifacts.ts'
import { strings } from '../strings.ts'

/** What a file holds, in a few words: "12,480 rows × 9 columns, 3 sheets", "42 pages". */
export function profileWords({ rows, columns, sheets = [], pages, words, warnings, ...how }: Profile): string {
  if (columns.length > 0) {
    const hidden = sheets.filter(sheet => sheet.hidden).length
    return [
      how.rowsEstimated
        ? strings.files.about(strings.files.shape(Number(rows.toPrecision(3)), columns.length))
        : strings.files.shape(rows, columns.length),
      ...(how.sampled ? [strings.files.sampled] : []),
      ...(sheets.length > 1 ? [strings.files.sheets(sheets.length, hidden)] : []),
    ].join(', ')
  }
  if (pages !== undefined) return strings.files.pages(pages)
  if (words !== undefined) return strings.files.words(words)
  // What a picture or an archive is stands in its only note.
  return warnings[0]?.message ?? ''
}
