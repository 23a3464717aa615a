/** Text by its dress: Markdown and LaTeX as prose, code with its colours, the rest as it stands. */
import { useQuery } from '@tanstack/react-query'
import { CodeBlock } from '../code/CodeBlock.tsx'
import { Prose } from '../prose/Prose.tsx'
import { textQuery } from './artifact-content.ts'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { codeLanguage } from './file-look.ts'
import { Unreadable } from './Unreadable.tsx'

/** Colouring and Markdown of more than this many characters would hold the page up. */
const DRESSED = 200_000

export function TextArtifact({ artifact }: ArtifactViewProps) {
  const { data, isError, refetch } = useQuery(textQuery(artifact.id))
  if (isError) return <Unreadable artifact={artifact} retry={() => void refetch()} />
  return (
    <div className="h-full overflow-auto p-4" tabIndex={0} role="region" aria-label={artifact.name}>
      {data !== undefined && <Dressed text={data} artifact={artifact} />}
    </div>
  )
}

function Dressed({ text, artifact }: { text: string; artifact: ArtifactViewProps['artifact'] }) {
  const language = codeLanguage(artifact.name)
  if (text.length <= DRESSED) {
    if (artifact.kind === 'latex') return <Prose text={`$$\n${text.replace(/^\$+|\$+$/g, '')}\n$$`} />
    if (artifact.kind === 'markdown' || language === 'markdown') return <Prose text={text} />
    if (language) return <CodeBlock code={text} language={language} />
  }
  return (
    <pre className="font-mono text-sm whitespace-pre-wrap" dir="auto">
      {text}
    </pre>
  )
}
