import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { artifactOf, asked, clearBench, showArtifact } from '../../mock/artifact-bench.tsx'

const saved: { name: string; url: string }[] = []
afterEach(() => {
  clearBench()
  saved.length = 0
  vi.restoreAllMocks()
})

const bars = {
  data: [{ type: 'bar', name: 'Revenue', x: ['Jan', 'Feb'], y: [10, 20] }],
  layout: { title: { text: 'Revenue by month' }, xaxis: { title: { text: 'Month' } } },
}
const plotly = (more = {}) =>
  artifactOf('plotly', 'revenue.json', { mime: 'application/vnd.plotly.v1+json', title: 'Revenue: by month', ...more })
const vega = (more = {}) => artifactOf('vega', 'chart.json', { mime: 'application/vnd.vegalite.v6+json', ...more })

const alert = (words: string) =>
  expect.poll(() => document.querySelector('[role="alert"]')?.textContent ?? '').toContain(words)
const drawnPlotly = () => expect.poll(() => document.querySelector('[data-chart="plotly"] .main-svg')).not.toBeNull()
const drawnVega = () => expect.poll(() => document.querySelector('svg.marks')).not.toBeNull()
/** Every address that something on the page points at, but this site's own. */
const foreign = () =>
  [...document.querySelectorAll('[href], [src], image')]
    .flatMap(node => [...node.attributes].filter(({ name }) => /href$|^src$/.test(name)).map(({ value }) => value))
    .filter(address => /^(https?:)?\/\//.test(address) && !address.startsWith(location.origin))
/** Only the bench’s own addresses were asked for. */
const nothingElseAsked = () => expect(asked.every(path => /^\/(api\/v1\/artifacts|content)/.test(path))).toBe(true)

function keepSaved() {
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, url: this.href })
  })
}

describe('Plotly', () => {
  test('is drawn, named for a screen reader, and has a table twin', async () => {
    showArtifact(plotly({ alt: 'Bars of revenue, January and February' }), { content: JSON.stringify(bars) })
    await expect.poll(() => document.querySelectorAll('.bars .point').length).toBe(2)
    await expect.element(page.getByRole('img', { name: 'Bars of revenue, January and February' })).toBeVisible()
    await page.getByRole('button', { name: 'Show as table' }).click()
    const rows = [...document.querySelectorAll('tbody tr')].map(row => row.textContent)
    expect(rows).toEqual(['Jan10', 'Feb20'])
    const sides = [...document.querySelectorAll('tbody tr:first-child td')].map(
      cell => getComputedStyle(cell).textAlign,
    )
    expect(sides).toEqual(['start', 'end'])
    await page.getByRole('button', { name: 'Show as chart' }).click()
    expect(document.querySelectorAll('.bars .point').length).toBe(2)
  })

  test.each([
    ['its title', plotly(), 'Revenue: by month'],
    ['its name', plotly({ title: undefined }), 'revenue.json'],
  ])('without words of its own it is called by %s', async (_what, artifact, name) => {
    showArtifact(artifact, { content: JSON.stringify(bars) })
    await expect.element(page.getByRole('img', { name })).toBeVisible()
  })

  test('is neither fetched nor drawn before it comes near the screen; until it is drawn its place is marked', async () => {
    const host = showArtifact(plotly(), { content: JSON.stringify(bars) })
    host.style.paddingTop = '5000px'
    await expect.poll(() => document.querySelector('[data-slot="chart-ground"]')).not.toBeNull()
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    expect(asked).toEqual([])
    host.scrollIntoView({ block: 'end' })
    await drawnPlotly()
    await expect.poll(() => document.querySelector('[data-slot="chart-ground"]')).toBeNull()
    host.style.paddingTop = ''
    scrollTo(0, 0)
  })

  test('a hundred thousand points are few elements, and the whole table stays', async () => {
    const y = Array.from({ length: 100_000 }, (_, n) => (n % 1000 === 0 ? n : n % 97))
    showArtifact(plotly(), { content: JSON.stringify({ data: [{ type: 'box', name: 'kg', y }], layout: {} }) })
    await expect.poll(() => document.querySelector('path.box')).not.toBeNull()
    expect(document.querySelectorAll('.points path').length).toBe(99)
    await page.getByRole('button', { name: 'Show as table' }).click()
    await expect.element(page.getByText('The first 1,000 of 100,000 values.')).toBeVisible()
  })

  test('follows the theme, on a ground that shows through', async () => {
    showArtifact(plotly(), { content: JSON.stringify(bars) }, { theme: 'dark' })
    await expect.poll(() => document.querySelector<SVGElement>('.gtitle')?.style.fill).toMatch(/^rgb\(2\d\d/)
    expect(document.querySelector<SVGElement>('.main-svg')?.style.background).toMatch(/rgba\(0, 0, 0, 0\)|transparent/)
  })

  test('nothing of it touches the edge of a small frame', async () => {
    showArtifact(plotly(), { content: JSON.stringify(bars) }, { mode: 'inline', width: 520, height: 320 })
    await expect.poll(() => document.querySelector('.xtitle')).not.toBeNull()
    const frame = document.querySelector('[data-slot="viewer-bar"]')?.parentElement?.getBoundingClientRect()
    const title = document.querySelector('.xtitle')?.getBoundingClientRect()
    expect((frame?.bottom ?? 0) - (title?.bottom ?? 0)).toBeGreaterThan(8)
  })

  test('takes the size of its place again after its table was looked at', async () => {
    const problems: unknown[] = []
    const hear = (event: PromiseRejectionEvent) => problems.push(event.reason)
    window.addEventListener('unhandledrejection', hear)
    const host = showArtifact(plotly(), { content: JSON.stringify(bars) })
    await drawnPlotly()
    await page.getByRole('button', { name: 'Show as table' }).click()
    const place = host.firstElementChild as HTMLElement
    place.style.width = '500px'
    await page.getByRole('button', { name: 'Show as chart' }).click()
    await expect.poll(() => document.querySelector('.main-svg')?.getAttribute('width')).toBe('492')
    window.removeEventListener('unhandledrejection', hear)
    expect(problems).toEqual([])
  })

  test('is saved under its title as a picture that stands on its own ground', async () => {
    keepSaved()
    showArtifact(plotly(), { content: JSON.stringify(bars) }, { theme: 'dark' })
    await drawnPlotly()
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('menuitem', { name: 'Drawing (SVG)' }).click()
    await expect.poll(() => saved[0]?.name).toBe('Revenue by month.svg')
    const svg = decodeURIComponent(saved[0]?.url ?? '')
    expect(svg).toContain('Revenue by month')
    expect(svg).toMatch(/<rect x="0" y="0" width="792" height="456" style="fill: rgb\(\d\d?, \d\d?, \d\d?\)/)
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('menuitem', { name: 'Picture (PNG)' }).click()
    await expect.poll(() => saved[1]?.name).toBe('Revenue by month.png')
    expect(saved[1]?.url).toMatch(/^data:image\/png/)
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('menuitem', { name: 'Chart data (JSON)' }).click()
    await expect.poll(() => saved[2]?.name).toBe('revenue.json')
  })

  test.each([
    ['a picture in the layout', { layout: { images: [{ source: 'https://example.org/pixel.png', x: 0, y: 1 }] } }],
    ['a picture as a trace', { data: [{ type: 'image', source: 'https://example.org/pixel.png' }] }],
    [
      'a picture that a button would set',
      {
        layout: {
          updatemenus: [
            {
              buttons: [{ method: 'relayout', label: 'x', args: [{ 'images[0].source': '//example.org/pixel.png' }] }],
            },
          ],
        },
      },
    ],
  ])('%s is not asked for', async (_what, more: object) => {
    showArtifact(plotly(), { content: JSON.stringify({ ...bars, ...more }) })
    await drawnPlotly()
    const button = document.querySelector('.updatemenu-header, .updatemenu-item-rect')
    button?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    expect(foreign()).toEqual([])
    nothingElseAsked()
  })

  test('a link in its text opens apart, whatever window it names; a script does not run', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    const layout = {
      title: {
        text: '<a href="https://example.org/a" target="_top">page</a> <a href="javascript:alert(1)">script</a>',
      },
    }
    showArtifact(plotly(), { content: JSON.stringify({ ...bars, layout }) })
    await expect.poll(() => document.querySelector('.gtitle a')).not.toBeNull()
    for (const link of document.querySelectorAll('.gtitle a'))
      link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
    expect(open.mock.calls).toEqual([['https://example.org/a', '_blank', 'noopener,noreferrer']])
  })

  test.each([
    ['scattermap', 'tiles from another server'],
    ['densitymapbox', 'tiles from another server'],
    ['hologram', 'a part of type “hologram”'],
  ])('a trace of type %s says why it is not drawn', async (type, words) => {
    showArtifact(plotly(), { content: JSON.stringify({ data: [{ type, lat: [1], lon: [2] }], layout: {} }) })
    await expect.poll(() => document.body.textContent).toContain(words)
    nothingElseAsked()
  })

  test.each(['not json', '[]', '{"layout": {}}', 'null', '{"data": [null]}', '{"data": [5]}', '"text"'])(
    'what is no figure offers its download: %s',
    async content => {
      showArtifact(plotly(), { content })
      await alert('revenue.json could not be shown')
      await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
    },
  )

  test.each([
    { data: [{ type: 'bar', y: 'words' }], layout: { xaxis: 5 } },
    { data: [{ type: 'bar', y: [1] }], layout: 'none' },
    { data: [{ type: 'scatter', x: { a: 1 }, y: [[1]] }], layout: { annotations: 7, shapes: [null] } },
    { data: [{ type: 5 }], layout: { width: -9 } },
  ])('nonsense inside a figure breaks nothing else: %j', async figure => {
    showArtifact(plotly(), { content: JSON.stringify(figure) })
    await expect
      .poll(
        () => document.querySelector('.main-svg') ?? document.body.textContent.match(/cannot be drawn|could not be/),
      )
      .not.toBeNull()
    await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
  })
})

describe('Vega', () => {
  const encoding = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } }
  const values = [
    { a: 1, b: 2 },
    { a: 3, b: null },
  ]
  const spec = (more: object = {}) => JSON.stringify({ data: { values }, mark: 'point', encoding, ...more })

  test('is drawn, named, and has a table twin', async () => {
    showArtifact(vega({ alt: 'Two points' }), { content: spec() })
    await drawnVega()
    await expect.element(page.getByRole('img', { name: 'Two points' })).toBeVisible()
    await page.getByRole('button', { name: 'Show as table' }).click()
    expect(document.querySelector('table')?.textContent).toBe('ab123–')
  })

  test('a chart that computes its data has no twin, and says no untruth', async () => {
    showArtifact(vega(), { content: spec({ data: { sequence: { start: 0, stop: 3, as: 'a' } } }) })
    await drawnVega()
    await expect.element(page.getByRole('button', { name: 'Show as table' })).not.toBeInTheDocument()
  })

  test('is saved with its ground', async () => {
    keepSaved()
    showArtifact(vega({ title: 'Points' }), { content: spec() }, { theme: 'dark' })
    await drawnVega()
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('menuitem', { name: 'Drawing (SVG)' }).click()
    await expect.poll(() => saved[0]?.name).toBe('Points.svg')
    const svg = await (await fetch(saved[0]?.url ?? '')).text()
    expect(svg).toMatch(/<rect width="\d+" height="\d+" fill="rgb\(\d\d?, \d\d?, \d\d?\)"/)
  })

  test.each([
    ['its data', { data: { url: 'https://example.org/stolen.csv' } }],
    ['a layer’s data', { layer: [{ data: { url: 'https://example.org/x.csv' }, mark: 'point' }] }],
    ['a map', { data: { url: 'https://example.org/world.json', format: { type: 'topojson', feature: 'x' } } }],
    ['a picture', { mark: { type: 'image', url: 'https://example.org/pixel.png', width: 9, height: 9 } }],
    [
      'its own loader',
      {
        data: { url: 'https://example.org/stolen.csv' },
        usermeta: { embedOptions: { loader: { target: '_top' }, actions: true, config: 'https://example.org/c.json' } },
      },
    ],
    [
      'its theme and its translation',
      {
        usermeta: { embedOptions: { patch: 'https://example.org/p.json', sourceHeader: '<script>1</script>' } },
      },
    ],
  ])('nothing is fetched for %s', async (_what, more) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
    showArtifact(vega(), { content: spec(more) })
    await expect
      .poll(() => document.querySelector('svg.marks') ?? document.body.textContent.includes('could not be drawn'))
      .toBeTruthy()
    expect(foreign()).toEqual([])
    nothingElseAsked()
    expect(document.querySelector('.vega-actions, details')).toBeNull()
    warn.mockRestore()
  })

  test('expressions are read, not run: what reaches for the page is refused', async () => {
    const bait = window as { baited?: boolean }
    const transform = [
      { calculate: 'datum.a * 10', as: 'a' },
      { calculate: "[].constructor.constructor('window.baited = true')()", as: 'c' },
    ]
    vi.spyOn(console, 'error').mockReturnValue(undefined)
    showArtifact(vega(), { content: spec({ transform }) })
    await expect
      .poll(() => document.querySelector('svg.marks') ?? document.body.textContent.includes('could not be drawn'))
      .toBeTruthy()
    expect(bait.baited).toBeUndefined()
  })

  test('a link of a mark leads nowhere', async () => {
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click')
    showArtifact(vega(), { content: spec({ mark: { type: 'point', href: 'https://example.org', size: 9000 } }) })
    await drawnVega()
    document.querySelector('.mark-symbol path')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await new Promise(done => requestAnimationFrame(done))
    expect(click).not.toHaveBeenCalled()
  })

  test('a tooltip is words: neither markup nor a picture from elsewhere', async () => {
    const hostile = [{ a: 1, b: 2, image: 'https://example.org/pixel.png', note: '<img src=x onerror=alert(1)>' }]
    const mark = { type: 'rect', tooltip: { content: 'data' }, width: 200, height: 200 }
    showArtifact(vega(), { content: spec({ data: { values: hostile }, mark }) })
    await drawnVega()
    await userEvent.hover(document.querySelector('.mark-rect path') as Element)
    await expect.poll(() => document.querySelector('#vg-tooltip-element')?.textContent).toContain('<img src=x')
    expect(document.querySelector('#vg-tooltip-element img')).toBeNull()
  })

  test.each(['not json', 'null', '[]', '{}', '{"mark": "nonsense"}'])('what is no chart says so: %s', async content => {
    vi.spyOn(console, 'error').mockReturnValue(undefined)
    showArtifact(vega(), { content })
    await expect.poll(() => document.body.textContent).toMatch(/could not be (drawn|shown)/)
  })
})
