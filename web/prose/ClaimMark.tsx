import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { strings } from '../strings.ts'
import { floating } from '../ui/floating.ts'

type ClaimMarkProps = { claim: EvidenceClaim; open: ((claim: EvidenceClaim) => void) | undefined; children: ReactNode }

const placeOf = ({ step, source }: EvidenceClaim): string =>
  step !== undefined && source !== undefined
    ? strings.evidence.from(step, strings.evidence.sources[source])
    : strings.evidence.unknownPlace

/** A number of the answer: hover shows the output it came from, a click goes there. One without a source says so. */
export function ClaimMark({ claim, open, children }: ClaimMarkProps) {
  const missing = claim.status === 'missing'
  const show = () => {
    if (!missing) open?.(claim)
  }
  const place = missing ? strings.evidence.missing : placeOf(claim)
  return (
    <Radix.Root delayDuration={150}>
      <Radix.Trigger asChild>
        {/* A button is a block of its own in the line, and what follows it, such as a comma, could begin the next. */}
        <span
          role="button"
          tabIndex={0}
          data-slot="claim"
          data-status={claim.status}
          // One without a source says so in its own visible words.
          aria-label={missing ? undefined : strings.evidence.label(claim.text, place)}
          aria-disabled={missing || claim.step === undefined}
          onClick={show}
          onKeyDown={event => {
            if (event.key !== 'Enter' && event.key !== ' ') return
            event.preventDefault()
            show()
          }}
          className="claim"
        >
          {children}
          {missing && <span className="claim-note"> {strings.evidence.missing}</span>}
        </span>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side="top"
          sideOffset={4}
          collisionPadding={8}
          className={`${floating} max-w-96 px-3 py-2 text-sm`}
        >
          {missing ? (
            <p>{strings.evidence.missingLong}</p>
          ) : (
            <>
              <p className="text-xs text-faint">{place}</p>
              {claim.excerpt !== undefined && (
                <p dir="ltr" className="mt-1 truncate font-mono text-xs whitespace-pre">
                  {claim.excerpt}
                </p>
              )}
            </>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
