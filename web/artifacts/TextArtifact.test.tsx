import { afterEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { artifactOf, asked, clearBench, refusal, showArtifact } from '../mock/artifact-bench.tsx'
import { decodedText } from './decoded-text.ts'

afterEach(() => {
  clearBench()
  vi.restoreAllMocks()
})

const file = (name: string, mime = 'text/plain') => artifactOf('file', name, { mime })
const body = () => document.querySelector('[role="region"]')
const reads = (text: string) => expect.poll(() => body()?.textContent ?? '').toContain(text)

describe('the dress of a text', () => {
  test('plain text is text, whatever stands in it', async () => {
    showArtifact(file('notes.txt'), { content: '<img src=x onerror=alert(1)> مرحبا' })
    await reads('<img src=x onerror=alert(1)>')
    expect(document.querySelector('img')).toBeNull()
  })

  test.each([
    artifactOf('markdown', 'report.md', { mime: 'text/markdown' }),
    file('README.md'),
    artifactOf('document', 'guide.md', { mime: 'text/markdown' }),
  ])('Markdown reads as prose; its scripts and foreign pictures do not ($kind $name)', async artifact => {
    const content =
      '# Report\n\n![x](https://example.org/track.png)\n\n<script>document.title = "taken"</script>\n\n**Rose** by 3'
    showArtifact(artifact, { content })
    await expect.element(page.getByRole('heading', { name: 'Report' })).toBeVisible()
    expect(document.querySelector('strong')?.textContent).toBe('Rose')
    expect(body()?.querySelector('img, script')).toBeNull()
    expect(document.title).not.toBe('taken')
    expect(asked.some(path => path.includes('track'))).toBe(false)
  })

  test.each(['a^2 + b^2', '$a^2 + b^2$', '$$\na^2 + b^2\n$$\n'])('a formula is set: %j', async content => {
    showArtifact(artifactOf('latex', 'formula.tex'), { content })
    await expect.poll(() => document.querySelector('.katex')).not.toBeNull()
    expect(document.querySelector('annotation')?.textContent).toContain('a^2 + b^2')
  })

  test('code has its colours, and wraps or not as one likes', async () => {
    showArtifact(file('load.py'), { content: `import pandas as pd\n# ${'long '.repeat(300)}\n` })
    await expect.poll(() => document.querySelectorAll('pre span[style]').length).toBeGreaterThan(2)
    const pre = () => document.querySelector('pre') as HTMLElement
    expect(pre().scrollWidth).toBe(pre().clientWidth)
    await page.getByRole('button', { name: 'Wrap long lines' }).click()
    expect(pre().scrollWidth).toBeGreaterThan(pre().clientWidth)
    await expect.element(page.getByRole('button', { name: 'Wrap long lines' })).toHaveAttribute('aria-pressed', 'false')
  })

  test('what is too long for colours is read as it stands, and beyond that from its beginning', async () => {
    showArtifact(file('dump.json'), { content: `{"a": "${'x'.repeat(600_000)}"}` })
    await reads('The first 500,000 of 600,009 characters')
    expect(document.querySelectorAll('pre span[style]').length).toBe(0)
  })

  test('an empty text is an empty page, with its file', async () => {
    showArtifact(file('empty.txt'), { content: '' })
    await expect.poll(() => document.querySelector('pre')?.textContent).toBe('')
    await expect.element(page.getByRole('button', { name: 'Download: empty.txt' })).toBeVisible()
  })
})

test('the whole text is copied, also where a part is shown', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const content = 'x'.repeat(500_001)
  showArtifact(file('long.txt'), { content })
  await page.getByRole('button', { name: 'Copy' }).click()
  expect(write.mock.calls[0]?.[0]?.length).toBe(content.length)
})

test('a link that has ended is renewed and asked again; a second refusal counts', async () => {
  showArtifact(file('notes.txt'), {
    viewUrl: before => `/content?link=${before}`,
    content: before => (before === 0 ? refusal(410, 'link_expired', 'Ended.') : new Response('fresh')),
  })
  await reads('fresh')
  expect(asked.filter(path => path.startsWith('/content'))).toEqual(['/content?link=0', '/content?link=1'])
  clearBench()
  showArtifact(file('notes.txt'), { content: () => refusal(403, 'forbidden', 'This link is not valid.') })
  await expect.element(page.getByText('This link is not valid.')).toBeVisible()
  expect(asked.filter(path => path.startsWith('/content'))).toHaveLength(2)
})

describe('bytes as characters', () => {
  const bytes = (...values: number[]) => new Uint8Array(values).buffer

  test.each([
    ['UTF-8', bytes(0x47, 0xc3, 0xb6), 'Gö'],
    ['UTF-8 with its mark, which is no character', bytes(0xef, 0xbb, 0xbf, 0x61), 'a'],
    ['UTF-16, low byte first', bytes(0xff, 0xfe, 0x61, 0x00, 0xac, 0x20), 'a€'],
    ['UTF-16, high byte first', bytes(0xfe, 0xff, 0x00, 0x61, 0x20, 0xac), 'a€'],
    ['what is neither', bytes(0x47, 0xf6, 0x20, 0x80), 'Gö €'],
    ['nothing', bytes(), ''],
    ['one byte', bytes(0x61), 'a'],
  ])('%s', (_what, given, text) => {
    expect(decodedText(given)).toBe(text)
  })
})
