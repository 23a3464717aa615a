import { WrapText } from 'lucide-react'
import { useState } from 'react'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Code } from './Code.tsx'

/** Code in a box, with its language, wrap and copy. */
export function CodeBlock({ code, language }: { code: string; language: string }) {
  const [wrap, setWrap] = useState(false)
  return (
    <figure data-slot="code-block" className="overflow-hidden rounded-lg border border-line bg-sunken">
      <figcaption className="flex h-8 items-center gap-0.5 ps-3 pe-1 text-xs text-faint">
        <span className="me-auto">{language}</span>
        <IconButton
          label={strings.step.wrap}
          aria-pressed={wrap}
          className="aria-pressed:text-accent"
          onClick={() => setWrap(!wrap)}
        >
          <WrapText />
        </IconButton>
        <CopyButton label={strings.step.copyCode} text={code} />
      </figcaption>
      <Code code={code} language={language} wrap={wrap} className="px-3 pb-3" />
    </figure>
  )
}
