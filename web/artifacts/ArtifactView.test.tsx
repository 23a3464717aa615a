import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { ArtifactKind, ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import '../styles.css'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { ArtifactCard } from './ArtifactCard.tsx'
import { ArtifactView } from './ArtifactView.tsx'

/** Stands in before the modules are read: the typed client keeps the fetch it finds. */
const network = vi.hoisted(() => {
  const real = globalThis.fetch
  const network: { answer: ((input: RequestInfo | URL) => Promise<Response>) | null } = { answer: null }
  globalThis.fetch = (input, init) => network.answer?.(input) ?? real(input, init)
  return network
})

type Contents = Record<string, { body: BlobPart; type: string }>

let root: Root
let host: HTMLElement
const asked: string[] = []

/** Answers the API's paths from these contents; everything else is a foreign request and fails the test. */
function serve(artifact: ArtifactSummary, contents: Contents): void {
  const full = {
    ...artifact,
    sessionId: 's',
    runId: null,
    sha256: '',
    origin: 'generated',
    createdAt: '2026-01-01T00:00:00Z',
  }
  network.answer = async input => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : String(input), location.origin)
    asked.push(pathname + search)
    if (pathname === `/api/v1/artifacts/${artifact.id}`)
      return Response.json({ ...full, url: '/elsewhere', viewUrl: '/content' })
    const content = contents[pathname]
    if (!content)
      return Response.json({ error: { code: 'not_found', message: 'There is no such thing.' } }, { status: 404 })
    return new Response(new Blob([content.body]), { headers: { 'content-type': content.type } })
  }
}

function show(artifact: ArtifactSummary, theme: 'light' | 'dark' = 'light'): void {
  document.documentElement.dataset.theme = theme
  root.render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <TooltipProvider>
        <div style={{ width: 800, height: 500 }}>
          <ArtifactView artifact={artifact} theme={theme} mode="panel" />
        </div>
      </TooltipProvider>
    </QueryClientProvider>,
  )
}

const artifactOf = (kind: ArtifactKind, name: string, more: Partial<ArtifactSummary> = {}): ArtifactSummary => ({
  id: 'a1',
  kind,
  name,
  mime: 'application/octet-stream',
  size: 100,
  version: 1,
  ...more,
})

const json = (value: unknown) => ({ '/content': { body: JSON.stringify(value), type: 'application/json' } })

beforeEach(() => {
  host = document.body.appendChild(document.createElement('div'))
  root = createRoot(host)
  asked.length = 0
})
afterEach(() => {
  root.unmount()
  host.remove()
  network.answer = null
})

describe('charts', () => {
  const figure = {
    data: [{ type: 'bar', name: 'Revenue', x: ['Jan', 'Feb'], y: [10, 20] }],
    layout: { title: { text: 'Revenue by month' } },
  }

  test('Plotly is drawn, named for a screen reader, and has a table twin', async () => {
    const artifact = artifactOf('plotly', 'revenue.json', {
      mime: 'application/vnd.plotly.v1+json',
      alt: 'Bars of revenue, January and February',
    })
    serve(artifact, json(figure))
    show(artifact)
    await expect.poll(() => host.querySelectorAll('.bars .point').length, { timeout: 15_000 }).toBe(2)
    expect(host.querySelector('[role="img"]')?.getAttribute('aria-label')).toBe('Bars of revenue, January and February')
    host.querySelector<HTMLButtonElement>('button[aria-label="Show as table"]')?.click()
    await expect.poll(() => host.querySelector('table')?.textContent).toContain('RevenueJan10')
  })

  test('a dark chart has light words on no ground of its own', async () => {
    const artifact = artifactOf('plotly', 'revenue.json', { mime: 'application/json' })
    serve(artifact, json({ ...figure, layout: { ...figure.layout, template: { layout: { paper_bgcolor: 'white' } } } }))
    show(artifact, 'dark')
    await expect
      .poll(() => host.querySelector<SVGElement>('.gtitle')?.style.fill, { timeout: 15_000 })
      .toMatch(/^rgb\(2\d\d/)
    expect(host.querySelector<SVGElement>('.main-svg')?.style.background).toMatch(/rgba\(0, 0, 0, 0\)|transparent/)
  })

  test('a map that needs a foreign server says so, and asks nobody', async () => {
    const artifact = artifactOf('plotly', 'map.json', { mime: 'application/json' })
    serve(artifact, json({ data: [{ type: 'scattermap', lat: [1], lon: [2] }], layout: {} }))
    show(artifact)
    await expect.poll(() => host.textContent).toContain('tiles from another server')
    expect(asked.filter(path => !path.startsWith('/api/') && path !== '/content')).toEqual([])
  })

  test('Vega is drawn without eval, and loads nothing that it names', async () => {
    const artifact = artifactOf('vega', 'chart.json', { mime: 'application/vnd.vegalite.v5+json', alt: 'Points' })
    const spec = {
      data: { values: [{ a: 1, b: 2 }] },
      layer: [
        {
          mark: 'point',
          encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
        },
        { data: { url: 'https://example.org/stolen.csv' }, mark: 'point' },
      ],
    }
    serve(artifact, json(spec))
    show(artifact)
    await expect.poll(() => host.querySelector('svg.marks'), { timeout: 15_000 }).not.toBeNull()
    expect(asked.every(path => path.startsWith('/'))).toBe(true)
    expect(asked.some(path => path.includes('stolen'))).toBe(false)
  })

  test.each(['not json', '[]', '{"layout": {}}', 'null'])('what is no figure offers its download: %s', async body => {
    const artifact = artifactOf('plotly', 'broken.json', { mime: 'application/json' })
    serve(artifact, { '/content': { body, type: 'application/json' } })
    show(artifact)
    await expect.poll(() => host.textContent).toContain('broken.json could not be shown')
  })
})

describe('tables', () => {
  const page = {
    columns: [
      { name: 'month', type: 'text' },
      { name: 'revenue', type: 'decimal' },
    ],
    rows: [
      ['Jan', 1234.5],
      ['Feb', null],
    ],
    total: 2,
    offset: 0,
  }

  test('the first page opens at once; search asks for other rows', async () => {
    const artifact = artifactOf('table', 'monthly.parquet', {
      mime: 'application/vnd.apache.parquet',
      shape: { rows: 2, columns: 2 },
    })
    serve(artifact, { '/api/v1/artifacts/a1/rows': { body: JSON.stringify(page), type: 'application/json' } })
    show(artifact)
    await expect.poll(() => host.querySelector('output')?.textContent).toBe('2 rows')
    await expect
      .poll(() => host.querySelector('canvas[data-testid="data-grid-canvas"]'), { timeout: 15_000 })
      .not.toBeNull()
    await expect.poll(() => host.querySelector('[role="grid"]')?.textContent, { timeout: 15_000 }).toContain('1234.5')
    await userEvent.fill(host.querySelector('input[type="search"]') as HTMLInputElement, 'Jan')
    await expect.poll(() => asked.some(path => path.includes('search') && path.includes('Jan'))).toBe(true)
  })

  test('rows that cannot be read offer the file', async () => {
    const artifact = artifactOf('table', 'lost.parquet', { mime: 'application/vnd.apache.parquet' })
    serve(artifact, {})
    show(artifact)
    await expect.poll(() => host.textContent, { timeout: 15_000 }).toContain('lost.parquet could not be shown')
  })
})

describe('other kinds', () => {
  test('foreign HTML stands in a frame without our origin', async () => {
    const artifact = artifactOf('html', 'page.html', { mime: 'text/html' })
    serve(artifact, {})
    show(artifact)
    await expect.poll(() => host.querySelector('iframe')?.getAttribute('sandbox')).toBe('allow-scripts')
    expect(host.querySelector('iframe')?.hasAttribute('srcdoc')).toBe(false)
  })

  test('text is shown as text, whatever stands in it', async () => {
    const artifact = artifactOf('file', 'notes.txt', { mime: 'text/plain' })
    serve(artifact, { '/content': { body: '<img src=x onerror=alert(1)> مرحبا', type: 'text/plain' } })
    show(artifact)
    await expect.poll(() => host.textContent, { timeout: 15_000 }).toContain('<img src=x onerror=alert(1)>')
    expect(host.querySelector('img')).toBeNull()
  })

  test('Markdown reads as prose; its scripts and foreign pictures do not', async () => {
    const artifact = artifactOf('markdown', 'report.md', { mime: 'text/markdown' })
    const body =
      '# Report\n\n![x](https://example.org/track.png)\n\n<script>document.title = "taken"</script>\n\n**Rose** by 3'
    serve(artifact, { '/content': { body, type: 'text/markdown' } })
    show(artifact)
    await expect.poll(() => host.querySelector('h1')?.textContent, { timeout: 15_000 }).toBe('Report')
    expect(host.querySelector('strong')?.textContent).toBe('Rose')
    expect(host.querySelector('img[src^="http"], script')).toBeNull()
  })

  test('a file without a view offers its download', async () => {
    const artifact = artifactOf('file', 'deck.pptx', {
      mime: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    })
    serve(artifact, {})
    show(artifact)
    await expect.poll(() => host.textContent).toContain('deck.pptx has no preview here')
  })
})

test('a card shows name and shape, opens by its one main action, and downloads beside it', async () => {
  const opened: string[] = []
  const artifact = artifactOf('table', 'monthly.parquet', {
    mime: 'application/vnd.apache.parquet',
    shape: { rows: 12480, columns: 9 },
    version: 2,
  })
  serve(artifact, {})
  root.render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <ArtifactCard artifact={artifact} open={id => opened.push(id)} />
      </TooltipProvider>
    </QueryClientProvider>,
  )
  await expect.poll(() => host.textContent).toContain(`${(12480).toLocaleString()} × 9 · version 2`)
  const [main, download] = host.querySelectorAll('button')
  main?.click()
  expect(opened).toEqual(['a1'])
  expect(download?.getAttribute('aria-label')).toBe('Download: monthly.parquet')
})
