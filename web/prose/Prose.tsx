import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { memo, useMemo } from 'react'
import { Paragraphs } from './Paragraphs.tsx'
import { splitBlocks } from './split-blocks.ts'
import type { PlacedClaim } from './mark-claims.ts'

export type ProseProps = {
  text: string
  /** The text still grows: its open ends are mended for the eye. */
  growing?: boolean
  /** Numbers with their places in the whole text. */
  claims?: readonly EvidenceClaim[]
  openClaim?: (claim: EvidenceClaim) => void
}

const none: readonly EvidenceClaim[] = []

/** Markdown as prose, block by block: a block that did not change is not drawn again. */
export function Prose({ text, growing = false, claims = none, openClaim }: ProseProps) {
  const blocks = useMemo(() => splitBlocks(text), [text])
  // "[text][1]" in one block may be told by "[1]: address" in another.
  const linkTargets = useMemo(() => targetsOf(text), [text])
  const byBlock = useMemo(
    () => blocks.map(block => claimsWithin(claims, block.start, block.text.length)),
    [blocks, claims],
  )
  return (
    <div data-slot="prose" className="prose" dir="auto">
      {blocks.map((block, index) => (
        <ProseBlock
          key={block.start}
          text={linkTargets === '' ? block.text : `${block.text}\n\n${linkTargets}`}
          growing={growing && index === blocks.length - 1}
          placed={byBlock[index]}
          claims={claims}
          openClaim={openClaim}
        />
      ))}
    </div>
  )
}

const target = /^ {0,3}\[[^\]^][^\]]*\]:[ \t]*\S+.*$/gm

/** The lines that tell where reference links lead; they draw nothing themselves. */
const targetsOf = (text: string): string => (text.includes(']:') ? (text.match(target) ?? []).join('\n') : '')

function claimsWithin(claims: readonly EvidenceClaim[], start: number, length: number): PlacedClaim[] {
  return claims
    .map((claim, index) => ({ start: claim.start - start, end: claim.end - start, text: claim.text, index }))
    .filter(claim => claim.start >= 0 && claim.end <= length)
    .sort((a, b) => a.start - b.start)
}

type ProseBlockProps = {
  text: string
  growing: boolean
  placed: PlacedClaim[] | undefined
  claims: readonly EvidenceClaim[]
  openClaim: ProseProps['openClaim']
}

const sameBlock = (a: ProseBlockProps, b: ProseBlockProps) =>
  a.text === b.text && a.growing === b.growing && a.claims === b.claims && a.openClaim === b.openClaim

const ProseBlock = memo(function ProseBlock({ placed = [], ...props }: ProseBlockProps) {
  return <Paragraphs {...props} placed={placed} />
}, sameBlock)
