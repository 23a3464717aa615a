import { useEffect, useRef, useState } from 'react'
import type { Place } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'

/** The line that holds the excerpt; -1 when none does. Spaces count as one, because tables are padded. */
export function lineWith(lines: readonly string[], excerpt: string | null): number {
  const wanted = excerpt?.replace(/\s+/g, ' ').trim() ?? ''
  return wanted === '' ? -1 : lines.findIndex(line => line.replace(/\s+/g, ' ').includes(wanted))
}

type OutputProps = { title: string; text: string; place: Place | null; cut: boolean }

/** What a step printed or showed, at most 200 px high; a place asked for is scrolled to and marked. */
export function Output({ title, text, place, cut }: OutputProps) {
  const lines = text.replace(/\n$/, '').split('\n')
  const marked = lineWith(lines, place?.excerpt ?? null)
  const line = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    line.current?.scrollIntoView({ block: 'center' })
    line.current?.focus({ preventScroll: true })
  }, [place?.asked, marked])
  return (
    <figure data-slot="output" className="group/output relative">
      <figcaption className="pb-1 text-xs text-faint">{title}</figcaption>
      <div className="absolute end-1 top-6 opacity-0 group-focus-within/output:opacity-100 group-hover/output:opacity-100">
        <CopyButton label={strings.step.copyOutput} text={text} />
      </div>
      <pre
        dir="ltr"
        tabIndex={0}
        className="max-h-50 overflow-auto rounded-lg border border-line px-3 py-2 font-mono text-xs leading-4.5"
      >
        {marked < 0 ? (
          text
        ) : (
          <>
            {lines.slice(0, marked).map(before => `${before}\n`)}
            <span
              ref={line}
              tabIndex={-1}
              data-slot="marked-line"
              className="inline-block min-w-full bg-accent-wash outline-none"
            >
              {lines[marked]}
            </span>
            {lines.slice(marked + 1).map(after => `\n${after}`)}
          </>
        )}
      </pre>
      {cut && <p className="pt-1 text-xs text-faint">{strings.step.truncated}</p>}
    </figure>
  )
}

/** An error with its telling line, the last, on top; the whole of it on wish. */
export function ErrorOutput({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  const lines = text.trimEnd().split('\n')
  const last = lines.findLast(line => line.trim() !== '') ?? ''
  return (
    <figure data-slot="error-output" className="rounded-lg border border-bad/35 bg-bad-wash px-3 py-2">
      <figcaption className="sr-only">{strings.step.errors}</figcaption>
      <p dir="ltr" className="font-mono text-xs leading-4.5 font-medium break-words text-bad">
        {last}
      </p>
      {lines.length > 1 && (
        <>
          <Button variant="ghost" size="sm" className="-ms-2.5" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {strings.step.wholeError}
          </Button>
          {whole && (
            <pre dir="ltr" tabIndex={0} className="max-h-50 overflow-auto font-mono text-xs leading-4.5">
              {text}
            </pre>
          )}
        </>
      )}
    </figure>
  )
}
