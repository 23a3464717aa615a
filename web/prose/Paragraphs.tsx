import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { useEffect, useMemo, useState, type ComponentProps } from 'react'
import Markdown, { defaultUrlTransform, type Components, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import remend from 'remend'
import { CodeBlock } from '../code/CodeBlock.tsx'
import { ClaimMark } from './ClaimMark.tsx'
import { strings } from '../strings.ts'
import { hasFormula } from './formula.ts'
import { markClaims, type PlacedClaim } from './mark-claims.ts'

type Plugins = Pick<Options, 'remarkPlugins' | 'rehypePlugins'>

/** Formulas bring a large part with them; it comes with the first one. */
function useFormulas(text: string): Plugins {
  const [plugins, setPlugins] = useState<Plugins>({})
  const needed = hasFormula(text)
  useEffect(() => {
    if (needed)
      void import('./formula-plugins.ts').then(
        module => setPlugins(module.formulaPlugins),
        () => undefined,
      )
  }, [needed])
  return needed ? plugins : {}
}

/** Pictures may come from this site or from the text itself; nothing is ever asked of another host. */
const ownPicture = (address: string) => /^(data:image\/|blob:|\/(?!\/))/.test(address)

function addressFor(address: string, key: string): string {
  if (key === 'src') return ownPicture(address) ? address : ''
  return defaultUrlTransform(address)
}

function Picture({ src, alt = '' }: ComponentProps<'img'>) {
  return typeof src === 'string' && src !== '' ? (
    <img src={src} alt={alt} loading="lazy" />
  ) : (
    <span className="text-faint">[{alt}]</span>
  )
}

/** A model also writes links into its own sandbox ("/workspace/report.xlsx"), which lead nowhere here: those are words. */
const Anchor = ({ href = '', children }: ComponentProps<'a'>) =>
  /^(https?:|mailto:)/i.test(href) ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  )

const WideTable = ({ children }: ComponentProps<'table'>) => (
  <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={strings.run.table}>
    <table>{children}</table>
  </div>
)

/** A fenced block arrives as pre > code; both become one box. */
function Fence({ node }: ComponentProps<'pre'> & { node?: { children?: unknown[] } }) {
  const code = node?.children?.[0] as
    | { properties?: { className?: string[] }; children?: { value?: string }[] }
    | undefined
  const language =
    code?.properties?.className?.find(name => name.startsWith('language-'))?.slice('language-'.length) ?? 'text'
  const text = (code?.children ?? []).map(child => child.value ?? '').join('')
  return <CodeBlock code={text.replace(/\n$/, '')} language={language} />
}

type ParagraphsProps = {
  text: string
  growing: boolean
  placed: PlacedClaim[]
  claims: readonly EvidenceClaim[]
  openClaim: ((claim: EvidenceClaim) => void) | undefined
}

export function Paragraphs({ text, growing, placed, claims, openClaim }: ParagraphsProps) {
  const formulas = useFormulas(text)
  const components = useMemo<Components>(
    () => ({
      a: Anchor,
      img: Picture,
      table: WideTable,
      pre: Fence,
      mark: ({ node, children }) => {
        const claim = claims[Number(node?.properties['dataClaim'])]
        return claim ? (
          <ClaimMark claim={claim} open={openClaim}>
            {children}
          </ClaimMark>
        ) : (
          <>{children}</>
        )
      },
    }),
    [claims, openClaim],
  )
  return (
    <Markdown
      remarkPlugins={[remarkGfm, ...(formulas.remarkPlugins ?? []), markClaims(placed)]}
      rehypePlugins={formulas.rehypePlugins ?? []}
      components={components}
      urlTransform={addressFor}
    >
      {growing ? remend(text, { links: true }) : text}
    </Markdown>
  )
}
