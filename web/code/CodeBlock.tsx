import { Download, WrapText } from 'lucide-react'
import { useState } from 'react'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { saveBlob } from '../ui/save.ts'
import { Code } from './Code.tsx'

type Props = {
  code: string
  language: string
  /** What it is called as a file; without a name it cannot be downloaded. */
  fileName?: string
}

/** Code in a box, with its language, wrap, copy and download. */
export function CodeBlock({ code, language, fileName }: Props) {
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
        {fileName !== undefined && (
          <IconButton
            label={strings.step.download(fileName)}
            onClick={() => saveBlob(new Blob([code], { type: 'text/plain;charset=utf-8' }), fileName)}
          >
            <Download />
          </IconButton>
        )}
      </figcaption>
      <Code code={code} language={language} wrap={wrap} className="px-3 pb-3" />
    </figure>
  )
}
