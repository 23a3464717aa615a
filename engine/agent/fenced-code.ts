/** Python in fenced blocks: how models without tools hand over code, and how repairs come back. */

const pythonFence = /^(`{3,}|~{3,})[ \t]*(?:python3?|py|ipython|tool_code)\b.*$/i
const anyFence = /^(`{3,}|~{3,})[ \t]*([\w+-]*).*$/

export type FencePiece = { type: 'prose'; text: string } | { type: 'opened' } | { type: 'code'; code: string }

/**
 * Splits a stream of text into prose and the first block of Python. Only whole lines that could open a fence are held back, so prose
 * still streams. Ends with the block: what a model writes after it is mostly an invented output.
 */
export class FenceReader {
  #line = ''
  #fence = ''
  #code: string[] = []

  push(text: string): FencePiece[] {
    const pieces: FencePiece[] = []
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop() ?? ''
    for (const line of lines) {
      const piece = this.#take(line)
      if (piece) pieces.push(piece)
      if (piece?.type === 'code') return pieces
    }
    if (!this.#fence && this.#line !== '' && !/^(`|~)/.test(this.#line)) {
      pieces.push({ type: 'prose', text: this.#line })
      // The rest of this line can no longer open a fence; the marker keeps that known.
      this.#line = ''
      this.#midLine = true
    }
    return pieces
  }

  /** The stream is over; a block left open counts as closed, because some models stop at the closing fence. */
  end(): FencePiece[] {
    const last = this.#line
    this.#line = ''
    if (!this.#fence) return last ? [{ type: 'prose', text: last }] : []
    if (last !== '' && !this.#closes(last)) this.#code.push(last)
    return [{ type: 'code', code: this.#code.join('\n') }]
  }

  #midLine = false

  #take(line: string): FencePiece | null {
    if (this.#fence) {
      if (this.#closes(line)) return { type: 'code', code: this.#code.join('\n') }
      this.#code.push(line)
      return null
    }
    const fence = this.#midLine ? null : pythonFence.exec(line.trimEnd())
    this.#midLine = false
    if (!fence?.[1]) return { type: 'prose', text: `${line}\n` }
    this.#fence = fence[1]
    return { type: 'opened' }
  }

  #closes(line: string): boolean {
    const mark = line.trim()
    return mark.length >= this.#fence.length && mark === this.#fence.charAt(0).repeat(mark.length)
  }
}

/** The code of a reply that should be code alone: the first Python block, else the first block, else the whole; null when it is prose. */
export function codeOf(reply: string): string | null {
  const blocks = fencedBlocks(reply)
  const block = blocks.find(b => /^(python3?|py|ipython|tool_code)$/i.test(b.language)) ?? blocks[0]
  if (block) return block.code.trim() === '' ? null : block.code
  const text = reply.trim()
  return text === '' || isProse(text) ? null : text
}

function fencedBlocks(reply: string): { language: string; code: string }[] {
  const blocks: { language: string; code: string }[] = []
  let open: { fence: string; language: string; lines: string[] } | null = null
  for (const line of reply.split('\n')) {
    const fence = anyFence.exec(line.trim())
    if (open && fence?.[1]?.startsWith(open.fence) && fence[2] === '') {
      blocks.push({ language: open.language, code: open.lines.join('\n') })
      open = null
    } else if (open) {
      open.lines.push(line)
    } else if (fence?.[1]) {
      open = { fence: fence[1], language: fence[2] ?? '', lines: [] }
    }
  }
  if (open) blocks.push({ language: open.language, code: open.lines.join('\n') })
  return blocks
}

const statement =
  /^(import|from|for|while|with|if|try|def|class|return|print|del|assert|raise|async|await|lambda|global|pass|not|else|elif)\b/

const assignment = /^[\w.]+(?:\s*,\s*[\w.]+)*\s*(?:[-+*/|&%@]|\/\/|\*\*)?=[^=]/

/** Judged by the first line that is no comment: words in a row, a list or a heading are prose, not Python. */
function isProse(text: string): boolean {
  const line = text
    .split('\n')
    .map(l => l.trim())
    .find(l => l !== '' && !l.startsWith('#'))
  if (line === undefined) return true
  if (/^([-*•>|]|\d+[.)])\s|^\*\*|^[\p{L}’]+[.!?…]?$/u.test(line)) return !/^[\w]+$/.test(line)
  if (statement.test(line) || assignment.test(line)) return false
  return (
    /^[“‘]*\p{L}[\p{L}’']*([,:;]?\s+["'“‘(*_`]*[\p{L}\d’'-]+)+/u.test(line) &&
    !/^\w+\s+(in|is|and|or|if|not)\s/.test(line)
  )
}
