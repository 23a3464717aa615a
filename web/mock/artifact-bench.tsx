/** Draws one artifact alone in a test's page, and answers what its viewer asks of the API. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot, type Root } from 'react-dom/client'
import type { ArtifactKind, ArtifactSummary, Profile, TablePage } from '@codingagent/protocol/artifacts.ts'
import { ArtifactView } from '../artifacts/ArtifactView.tsx'
import '../styles.css'
import { Toasts } from '../ui/toasts.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'

type Answers = {
  /** What the signed link gives; a function sees how often it was asked before. */
  content?: BodyInit | ((before: number) => Response)
  /** The link itself, for what the browser fetches on its own: a picture, a frame, a PDF. */
  viewUrl?: string | ((before: number) => string)
  rows?: (query: RowsAsked) => TablePage | Response | Promise<TablePage | Response>
  profile?: Profile
  /** Instead of the artifact's metadata. */
  artifact?: (before: number) => Response | undefined
}
export type RowsAsked = { offset: number; limit: number; sort?: string; filter: unknown[]; sheet?: string }

const realFetch = globalThis.fetch
let root: Root | undefined
let host: HTMLElement | undefined

/** Paths that were asked for, in order. */
export const asked: string[] = []

export const refusal = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status })

export const artifactOf = (kind: ArtifactKind, name: string, more: Partial<ArtifactSummary> = {}): ArtifactSummary => ({
  id: 'a1',
  kind,
  name,
  mime: 'application/octet-stream',
  size: 100,
  version: 1,
  ...more,
})

function rowsAsked(query: URLSearchParams): RowsAsked {
  const filter = query.get('filter')
  return {
    offset: Number(query.get('offset')),
    limit: Number(query.get('limit')),
    filter: filter ? (JSON.parse(filter) as unknown[]) : [],
    ...(query.has('sort') && { sort: query.get('sort') ?? '' }),
    ...(query.has('sheet') && { sheet: query.get('sheet') ?? '' }),
  }
}

/** Answers the API's paths from these; everything else is a foreign request, which gets nothing and stands in `asked`. */
function serve(artifact: ArtifactSummary, answers: Answers): void {
  const made = { sessionId: 's', runId: null, sha256: '', origin: 'generated', createdAt: '2026-01-01T00:00:00Z' }
  const counts = new Map<string, number>()
  const before = (what: string) => {
    const times = counts.get(what) ?? 0
    counts.set(what, times + 1)
    return times
  }
  const metadata = () => {
    const times = before('artifact')
    const { viewUrl = '/content' } = answers
    const link = typeof viewUrl === 'function' ? viewUrl(times) : viewUrl
    return answers.artifact?.(times) ?? Response.json({ ...artifact, ...made, url: '/download', viewUrl: link })
  }
  const routes: Record<string, (query: URLSearchParams) => Response | Promise<Response> | undefined> = {
    [`/api/v1/artifacts/${artifact.id}`]: metadata,
    [`/api/v1/artifacts/${artifact.id}/rows`]: async query => {
      const given = await answers.rows?.(rowsAsked(query))
      return given instanceof Response ? given : given ? Response.json(given) : refusal(404, 'not_found', 'No rows.')
    },
    [`/api/v1/artifacts/${artifact.id}/profile`]: () =>
      answers.profile ? Response.json(answers.profile) : refusal(422, 'unreadable_file', 'No profile.'),
    '/content': () => {
      const { content } = answers
      return typeof content === 'function' ? content(before('content')) : new Response(content ?? null)
    },
  }
  globalThis.fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : String(input), location.origin)
    const route = routes[address.pathname]
    // Parts of the program itself come from the same server.
    if (!route && address.origin === location.origin) return realFetch(input, init)
    if (!route && /^(blob|data):/.test(address.protocol)) return realFetch(input, init)
    asked.push(address.origin === location.origin ? address.pathname + address.search : address.href)
    return (await route?.(address.searchParams)) ?? refusal(404, 'not_found', 'There is no such thing.')
  }
}

type Look = { theme?: 'light' | 'dark'; mode?: 'inline' | 'panel'; width?: number; height?: number }

/** The element around the drawn artifact. */
export function showArtifact(artifact: ArtifactSummary, answers: Answers = {}, look: Look = {}): HTMLElement {
  const { theme = 'light', mode = 'panel', width = 800, height = 500 } = look
  serve(artifact, answers)
  document.documentElement.dataset['theme'] = theme
  host ??= document.body.appendChild(document.createElement('div'))
  root ??= createRoot(host)
  root.render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <TooltipProvider>
        <div style={{ width, height }}>
          <ArtifactView artifact={artifact} theme={theme} mode={mode} />
        </div>
        <Toasts theme={theme} />
      </TooltipProvider>
    </QueryClientProvider>,
  )
  return host
}

export function clearBench(): void {
  root?.unmount()
  host?.remove()
  root = undefined
  host = undefined
  asked.length = 0
  globalThis.fetch = realFetch
  document.documentElement.dataset['theme'] = 'light'
}
