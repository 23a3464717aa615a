import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { artifactOf, asked, clearBench, refusal, showArtifact } from '../mock/artifact-bench.tsx'

afterEach(clearBench)

const alert = (words: string) =>
  expect.poll(() => document.querySelector('[role="alert"]')?.textContent ?? '').toContain(words)

const html = (body: string) => `data:text/html,${encodeURIComponent(`<!doctype html>${body}`)}`

describe('foreign HTML', () => {
  const artifact = artifactOf('html', 'page.html', { mime: 'text/html', title: 'A page' })

  test('stands in a frame without our origin, and without a way out of it', async () => {
    showArtifact(artifact)
    const frame = () => document.querySelector('iframe')
    await expect.poll(() => frame()?.getAttribute('sandbox')).toBe('allow-scripts')
    expect(frame()?.hasAttribute('srcdoc')).toBe(false)
    expect(frame()?.title).toBe('A page')
    expect(frame()?.referrerPolicy).toBe('no-referrer')
  })

  test('cannot read this page, cannot take it elsewhere, cannot open another', async () => {
    const said: unknown[] = []
    const hear = (event: MessageEvent) => said.push(event.data)
    window.addEventListener('message', hear)
    const attempts = `<script>
      const tries = { read: () => parent.document.title, cookie: () => document.cookie, storage: () => localStorage.length,
        away: () => { top.location.href = 'about:blank' }, open: () => { if (!open('about:blank')) throw new Error('none') } }
      for (const [name, act] of Object.entries(tries)) { let got = 'reached'; try { act() } catch { got = 'refused' }
        parent.postMessage(name + ' ' + got, '*') }
    </script>`
    showArtifact(artifact, { viewUrl: html(attempts) })
    await expect.poll(() => said).toEqual(['read', 'cookie', 'storage', 'away', 'open'].map(name => `${name} refused`))
    window.removeEventListener('message', hear)
    expect(location.href).not.toBe('about:blank')
  })

  test('a finished web page is shown the same way', async () => {
    showArtifact(artifactOf('file', 'report.html', { mime: 'text/html' }))
    await expect.poll(() => document.querySelector('iframe')?.getAttribute('sandbox')).toBe('allow-scripts')
  })

  test('a refusal never stands in the frame: the link is renewed, else it is said', async () => {
    showArtifact(artifact, {
      content: before => (before === 0 ? refusal(410, 'link_expired', 'x') : new Response('')),
      viewUrl: before => `/content?link=${before}`,
    })
    await expect.poll(() => document.querySelector('iframe')?.getAttribute('src')).toBe('/content?link=1')
    expect(asked.filter(path => path.startsWith('/content'))).toEqual(['/content?link=0', '/content?link=1'])
    clearBench()
    showArtifact(artifact, { content: () => refusal(404, 'not_found', 'This file was deleted.') })
    await alert('page.html was deleted.')
    expect(document.querySelector('iframe')).toBeNull()
  })
})

describe('sounds', () => {
  const artifact = artifactOf('audio', 'talk.wav', { mime: 'audio/wav', title: 'The talk' })
  /** A tenth of a second of silence. */
  const silence = () => {
    const samples = 800
    const view = new DataView(new ArrayBuffer(44 + samples))
    const words = (at: number, text: string) =>
      new TextEncoder().encode(text).forEach((byte, index) => view.setUint8(at + index, byte))
    words(0, 'RIFF')
    view.setUint32(4, 36 + samples, true)
    words(8, 'WAVEfmt ')
    view.setUint32(16, 16, true)
    view.setUint16(20, 1, true)
    view.setUint16(22, 1, true)
    view.setUint32(24, 8000, true)
    view.setUint32(28, 8000, true)
    view.setUint16(32, 1, true)
    view.setUint16(34, 8, true)
    words(36, 'data')
    view.setUint32(40, samples, true)
    for (let sample = 0; sample < samples; sample++) view.setUint8(44 + sample, 128)
    return URL.createObjectURL(new Blob([view], { type: 'audio/wav' }))
  }

  test.each([artifact, { ...artifact, kind: 'file' as const }])('are played in place ($kind)', async shown => {
    showArtifact(shown, { viewUrl: silence() })
    await expect.poll(() => document.querySelector('audio')?.duration).toBeCloseTo(0.1)
    expect(document.querySelector('audio')?.getAttribute('aria-label')).toBe('The talk')
  })

  test('one that is damaged says so', async () => {
    showArtifact(artifact, { viewUrl: 'data:audio/wav;base64,AAAA' })
    await alert('talk.wav could not be shown')
  })
})

describe('files without a view', () => {
  test.each([
    ['deck.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['letter.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['all.zip', 'application/zip'],
    ['mystery', 'application/octet-stream'],
  ])('%s offers its download, with its size', async (name, mime) => {
    showArtifact(artifactOf('file', name, { mime, size: 1_234_567 }))
    await expect.element(page.getByText(name, { exact: true })).toBeVisible()
    await expect.element(page.getByText('No preview here · 1.2 MB. Download it to open it.')).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
  })

  test('a text too large to show is only offered', async () => {
    showArtifact(artifactOf('file', 'huge.log', { mime: 'text/plain', size: 90_000_000 }))
    await expect.element(page.getByText(/No preview here · 90 MB/)).toBeVisible()
    expect(asked).toEqual([])
  })
})

describe('what is broken', () => {
  const picture = artifactOf('image', 'map.png', { mime: 'image/png' })

  test('metadata that is gone, refused or unreachable is said in its own words', async () => {
    showArtifact(picture, { artifact: () => refusal(404, 'not_found', 'No such artifact.') })
    await alert('map.png was deleted.')
    await expect.element(page.getByRole('button')).not.toBeInTheDocument()
    clearBench()
    showArtifact(picture, { artifact: () => refusal(403, 'forbidden', 'This belongs to someone else.') })
    await alert('This belongs to someone else.')
    clearBench()
    showArtifact(picture, {
      artifact: () => {
        throw new TypeError('Failed to fetch')
      },
    })
    await alert('map.png could not be read: the connection was lost.')
  })

  test('trying again reads it', async () => {
    showArtifact(artifactOf('markdown', 'notes.md'), {
      content: before => (before === 0 ? refusal(500, 'internal', 'x') : new Response('# It works')),
    })
    await alert('notes.md could not be shown')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.element(page.getByRole('heading', { name: 'It works' })).toBeVisible()
  })

  test('a chart beyond what a page can hold is offered, not drawn', async () => {
    showArtifact(artifactOf('plotly', 'cloud.json', { size: 99_000_000 }), {})
    await alert('cloud.json is too large to show here')
    await expect.element(page.getByRole('button', { name: 'Try again' })).not.toBeInTheDocument()
    await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
  })

  test('a download that fails is told of', async () => {
    showArtifact(artifactOf('file', 'deck.pptx'), { artifact: () => refusal(404, 'not_found', 'x') })
    await page.getByRole('button', { name: 'Download' }).click()
    await expect.element(page.getByText('deck.pptx was deleted.')).toBeVisible()
  })

  test('another artifact in its place starts from nothing', async () => {
    showArtifact(picture, { artifact: () => refusal(404, 'not_found', 'x') })
    await alert('map.png was deleted.')
    showArtifact(artifactOf('markdown', 'notes.md', { id: 'a2' }), { content: '# Second' })
    await expect.element(page.getByRole('heading', { name: 'Second' })).toBeVisible()
    expect(document.querySelector('[role="alert"]')).toBeNull()
  })
})
