import { diffLines } from 'diff'
import { strings } from '../strings.ts'

export type RepairLine = { kind: 'added' | 'removed' | 'same' | 'folded'; text: string }

/** Unchanged lines kept on each side of a change. */
const AROUND = 2

/** A line-by-line difference of two pieces of code, with long unchanged stretches folded into one line. */
export function repairLines(before: string, after: string): RepairLine[] {
  const parts = diffLines(withEnd(before), withEnd(after))
  return parts.flatMap((part, index) => {
    const lines = part.value.replace(/\n$/, '').split('\n')
    if (part.added) return lines.map((text): RepairLine => ({ kind: 'added', text }))
    if (part.removed) return lines.map((text): RepairLine => ({ kind: 'removed', text }))
    return folded(lines, index === 0 ? 0 : AROUND, index === parts.length - 1 ? 0 : AROUND)
  })
}

/** A missing last line break is no difference to a person. */
const withEnd = (code: string): string => (code.endsWith('\n') ? code : `${code}\n`)

function folded(lines: string[], head: number, tail: number): RepairLine[] {
  const same = (text: string): RepairLine => ({ kind: 'same', text })
  const hidden = lines.length - head - tail
  if (hidden < 2) return lines.map(same)
  return [
    ...lines.slice(0, head).map(same),
    { kind: 'folded', text: strings.step.unchanged(hidden) },
    ...(tail === 0 ? [] : lines.slice(-tail).map(same)),
  ]
}
