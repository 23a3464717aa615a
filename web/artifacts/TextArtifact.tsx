/** Text by its dress: Markdown and LaTeX as prose, code with its colours, the rest as it stands. */
import { useQuery } from '@tanstack/react-query'
import { WrapText } from 'lucide-react'
import { useState } from 'react'
import { Code } from '../code/Code.tsx'
import { Prose } from '../prose/Prose.tsx'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { textQuery } from './artifact-content.ts'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { codeLanguage } from './file-look.ts'
import { Unreadable } from './Unreadable.tsx'
import { ViewerBar } from './ViewerBar.tsx'
import { viewerStrings } from './viewer-strings.ts'

/** Markdown of more than this many characters would hold the page up. */
const DRESSED = 200_000
/** A text beyond this is shown from its beginning: a browser takes seconds to lay out more. */
const SHOWN = 500_000

export function TextArtifact({ artifact }: ArtifactViewProps) {
  const { data: text, error, refetch } = useQuery(textQuery(artifact.id))
  const [wrap, setWrap] = useState(true)
  if (error) return <Unreadable artifact={artifact} error={error} retry={() => void refetch()} />
  const prose = text !== undefined && text.length <= DRESSED ? proseOf(artifact, text) : undefined
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ViewerBar artifact={artifact}>
        {prose === undefined && (
          <IconButton
            label={strings.step.wrap}
            aria-pressed={wrap}
            className="aria-pressed:text-accent"
            onClick={() => setWrap(!wrap)}
          >
            <WrapText />
          </IconButton>
        )}
        {text !== undefined && <CopyButton label={strings.actions.copy} text={text} />}
      </ViewerBar>
      <div
        className="min-h-0 flex-1 overflow-auto border-t border-line p-4"
        tabIndex={0}
        role="region"
        aria-label={artifact.title ?? artifact.name}
      >
        {prose !== undefined && <Prose text={prose} />}
        {text !== undefined && prose === undefined && <Plain text={text} name={artifact.name} wrap={wrap} />}
      </div>
    </div>
  )
}

/** The text as Markdown, where it is meant to be read so. */
function proseOf({ kind, name }: ArtifactViewProps['artifact'], text: string): string | undefined {
  if (kind === 'latex') return `$$\n${text.trim().replace(/^\$+|\$+$/g, '')}\n$$`
  return kind === 'markdown' || codeLanguage(name) === 'markdown' ? text : undefined
}

function Plain({ text, name, wrap }: { text: string; name: string; wrap: boolean }) {
  const shown = text.length > SHOWN ? text.slice(0, SHOWN) : text
  const language = codeLanguage(name)
  return (
    <>
      {language ? (
        <Code code={shown} language={language} wrap={wrap} />
      ) : (
        <pre className={`font-mono text-sm ${wrap ? 'break-words whitespace-pre-wrap' : 'whitespace-pre'}`} dir="auto">
          {shown}
        </pre>
      )}
      {shown.length < text.length && (
        <p className="pt-3 text-sm text-soft">{viewerStrings.artifacts.cutText(SHOWN, text.length)}</p>
      )}
    </>
  )
}
