/** The direct answer stands alone above the prose: what the prose only says again is left out, and its numbers are told from there. */
import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'

/** Words without their Markdown and without the stop at their end. */
const plain = (markdown: string): string =>
  markdown
    .replace(/^#{1,6}\s+/, '')
    .replace(/[*`]+|__/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.:!]+$/, '')

/**
 * Where the prose goes on after a first paragraph that says no more than the direct answer does; 0 when it says something of its own.
 * Of a text that still grows the first paragraph may be half there.
 */
export function restAfter(direct: string, prose: string, growing: boolean): number {
  const whole = /^\s*[\s\S]*?\n[ \t]*\n\s*/.exec(prose)?.[0]
  const first = plain(whole ?? prose)
  const said = plain(direct)
  if (said === '' || !said.startsWith(first)) return 0
  const ends = first !== '' && !/^[\p{L}\p{N}]|^[.,]\p{N}/u.test(said.slice(first.length))
  return ends || (growing && whole === undefined) ? (whole ?? prose).length : 0
}

/** An answer as one text, each thing said once. */
export function wordsOfAnswer({ finalResult, answer }: Pick<RunState, 'finalResult' | 'answer'>): string {
  const direct = finalResult?.value ?? ''
  const rest = answer.slice(restAfter(direct, answer, false))
  return [direct, rest].filter(part => part.trim() !== '').join('\n\n')
}

type Piece = { text: string; at: number; claim: EvidenceClaim | null }

/** The direct answer cut at the numbers that the prose gives a source for; each claim marks one place. */
export function markNumbers(direct: string, claims: readonly EvidenceClaim[]): Piece[] {
  const marks: { from: number; to: number; claim: EvidenceClaim }[] = []
  for (const claim of claims) {
    const from = placeOf(claim.text, direct, place => marks.every(mark => place >= mark.to || place < mark.from))
    if (from >= 0) marks.push({ from, to: from + claim.text.length, claim })
  }
  marks.sort((a, b) => a.from - b.from)
  const pieces: Piece[] = []
  let done = 0
  for (const { from, to, claim } of marks) {
    if (from < done) continue
    if (from > done) pieces.push({ text: direct.slice(done, from), at: done, claim: null })
    pieces.push({ text: direct.slice(from, to), at: from, claim })
    done = to
  }
  if (done < direct.length) pieces.push({ text: direct.slice(done), at: done, claim: null })
  return pieces
}

/** The first free place of a number that is not a part of a longer one. */
function placeOf(number: string, text: string, free: (place: number) => boolean): number {
  if (number === '') return -1
  for (let at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + 1)) {
    const before = text.slice(0, at)
    const after = text.slice(at + number.length)
    const part = /[\p{L}\p{N}]$|\p{N}[.,]$/u.test(before) || /^[\p{L}\p{N}]|^[.,]\p{N}/u.test(after)
    if (!part && free(at)) return at
  }
  return -1
}
