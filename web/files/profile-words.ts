import type { Profile } from '@codingagent/protocol/artifacts.ts'
import { strings } from '../strings.ts'

/** What a file holds, in a few words: "12,480 rows × 9 columns", "42 pages". */
export function profileWords({ rows, columns, pages, words, sampled }: Profile): string {
  if (columns.length > 0) {
    const shape = strings.files.shape(rows, columns.length)
    return sampled ? `${shape}, ${strings.files.sampled}` : shape
  }
  if (pages !== undefined) return strings.files.pages(pages)
  if (words !== undefined) return strings.files.words(words)
  return ''
}
