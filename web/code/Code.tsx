import { useEffect, useState } from 'react'
import type { ThemedToken } from 'shiki/core'
import { classNames } from '../ui/class-names.ts'

type CodeProps = { code: string; language: string; wrap?: boolean; className?: string }
type Coloured = { code: string; lines: ThemedToken[][] }

/** Code as it stands at once, coloured when the colours are there; its size never changes by it. */
export function Code({ code, language, wrap = false, className }: CodeProps) {
  const [coloured, setColoured] = useState<Coloured | null>(null)
  useEffect(() => {
    let current = true
    void import('./highlight.ts')
      .then(({ highlight }) => highlight(code, language))
      .then(lines => {
        if (current && lines) setColoured({ code, lines })
      })
      // Without colours the code reads as well.
      .catch(() => undefined)
    return () => {
      current = false
    }
  }, [code, language])
  const lines = coloured?.code === code ? coloured.lines : null
  return (
    <pre
      data-slot="code"
      dir="ltr"
      tabIndex={0}
      className={classNames(
        'code overflow-x-auto font-mono text-sm leading-5 [tab-size:4]',
        wrap ? 'break-words whitespace-pre-wrap' : 'whitespace-pre',
        className,
      )}
    >
      <code>
        {lines ? lines.map((line, index) => <Line key={index} line={line} last={index === lines.length - 1} />) : code}
      </code>
    </pre>
  )
}

const Line = ({ line, last }: { line: ThemedToken[]; last: boolean }) => (
  <>
    {line.map((piece, index) => (
      <span key={index} style={piece.htmlStyle}>
        {piece.content}
      </span>
    ))}
    {last ? '' : '\n'}
  </>
)
