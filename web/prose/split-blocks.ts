/** A top-level piece of Markdown and where it begins in the whole, in UTF-16 units. */
export type Block = { text: string; start: number }

const fence = /^ {0,3}(`{3,}|~{3,})/
const listItem = /^ {0,3}([-*+]|\d{1,9}[.)])\s/
const continued = /^( {2,}|\t)/

type Cutter = { fence: string | null; math: boolean; list: boolean; blank: boolean }

/** Whether a line begins a new block, and what it means for the lines after it. */
function begins(line: string, now: Cutter): boolean {
  const wasBlank = now.blank
  now.blank = line.trim() === ''
  const mark = fence.exec(line)?.[1]
  if (now.fence !== null) {
    if (mark !== undefined && mark.startsWith(now.fence) && line.trim() === mark) now.fence = null
    now.blank = false
    return false
  }
  const inside = now.math
  if (line.trim() === '$$') now.math = !now.math
  if (inside) {
    now.blank = false
    return false
  }
  const fresh = wasBlank && !now.blank && !(now.list && (listItem.test(line) || continued.test(line)))
  if (fresh) now.list = false
  if (listItem.test(line)) now.list = true
  if (mark !== undefined) now.fence = mark
  return fresh
}

/**
 * Cuts Markdown at blank lines into blocks that can be drawn each on its own, so that while an answer grows only its
 * last block is drawn anew. Fenced code, display formulas and lists stay whole.
 */
export function splitBlocks(markdown: string): Block[] {
  const blocks: Block[] = []
  const now: Cutter = { fence: null, math: false, list: false, blank: true }
  let start = 0
  let place = 0
  for (const line of markdown.split(/(?<=\n)/)) {
    if (begins(line.replace(/\r?\n$/, ''), now) && place > start) {
      blocks.push({ text: markdown.slice(start, place), start })
      start = place
    }
    place += line.length
  }
  if (place > start) blocks.push({ text: markdown.slice(start), start })
  return blocks.filter(block => block.text.trim() !== '')
}
