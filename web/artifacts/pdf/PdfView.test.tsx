import { afterEach, describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { artifactOf, clearBench, refusal, showArtifact } from '../../mock/artifact-bench.tsx'

afterEach(clearBench)

/** A PDF of these pages, each with one line of words in a font that the file names and does not hold. */
function pdfIn(font: string, lines: string[]): Uint8Array<ArrayBuffer> {
  const kids = lines.map((_, index) => `${4 + 2 * index} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\("ran"\\)) >> >>',
    `<< /Type /Pages /Count ${lines.length} /Kids [${kids}] >>`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /${font} >>`,
    ...lines.flatMap((line, index) => {
      const stream = `BT /F1 24 Tf 40 340 Td (${line}) Tj ET 0 0 1 rg 40 40 200 100 re f`
      const resources = '/Resources << /Font << /F1 3 0 R >> >>'
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] ${resources} /Contents ${5 + 2 * index} 0 R >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.7\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
  const start = text.indexOf('xref\n0')
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`
  return new TextEncoder().encode(text)
}

const pdf = (...lines: string[]) => pdfIn('Helvetica', lines)
const address = (bytes: Uint8Array<ArrayBuffer>) => URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }))
const report = artifactOf('file', 'report.pdf', { mime: 'application/pdf' })
const pages = () => [...document.querySelectorAll<HTMLElement>('[data-page]')]
const words = (number: number) => pages()[number - 1]?.querySelector('.pdf-text')?.textContent ?? ''
/** The colour of a page at a share of its width and height. */
function colour(number: number, x: number, y: number): number[] {
  const canvas = pages()[number - 1]?.querySelector('canvas')
  const { width = 0, height = 0 } = canvas ?? {}
  return [...(canvas?.getContext('2d')?.getImageData(width * x, height * y, 1, 1).data ?? [])].slice(0, 3)
}
const alert = (said: string) =>
  expect.poll(() => document.querySelector('[role="alert"]')?.textContent ?? '').toContain(said)

describe('a PDF', () => {
  test('is drawn page under page; its words can be selected and read aloud', async () => {
    showArtifact(report, { viewUrl: address(pdf('First page', 'Second page')) })
    await expect.poll(() => words(1)).toBe('First page')
    expect(pages()).toHaveLength(2)
    await expect.element(page.getByRole('group', { name: 'Page 2' })).toBeInTheDocument()
    // A blue box stands at the foot of each page.
    await expect.poll(() => colour(1, 0.4, 0.8)).toEqual([0, 0, 255])
    expect(colour(1, 0.9, 0.1)).toEqual([255, 255, 255])
    await expect.element(page.getByText('Page 1 of 2')).toBeVisible()
  })

  test('words lie where they are drawn', async () => {
    showArtifact(report, { viewUrl: address(pdf('Here')) })
    await expect.poll(() => words(1)).toBe('Here')
    const sheet = pages()[0]?.getBoundingClientRect() as DOMRect
    const span = document.querySelector('.pdf-text span')?.getBoundingClientRect() as DOMRect
    expect((span.left - sheet.left) / sheet.width).toBeCloseTo(40 / 300, 1)
    expect((span.top - sheet.top) / sheet.height).toBeCloseTo((400 - 340 - 24) / 400, 1)
  })

  test('pages have their place before they are drawn, and far ones wait', async () => {
    showArtifact(report, { viewUrl: address(pdf(...Array.from({ length: 30 }, (_, n) => `Sheet ${n + 1}`))) })
    await expect.poll(() => words(1)).toBe('Sheet 1')
    expect(pages()).toHaveLength(30)
    expect(words(25)).toBe('')
    const region = document.querySelector<HTMLElement>('[role="region"][aria-label="report.pdf"]') as HTMLElement
    expect(region.scrollHeight).toBeGreaterThan(30 * 700)
    pages()[24]?.scrollIntoView()
    await expect.poll(() => words(25)).toBe('Sheet 25')
    await expect.element(page.getByText('Page 25 of 30')).toBeVisible()
  })

  test('is made larger and smaller, as far as that makes sense', async () => {
    showArtifact(report, { viewUrl: address(pdf('Zoom')) })
    await expect.poll(() => words(1)).toBe('Zoom')
    const width = () => pages()[0]?.getBoundingClientRect().width ?? 0
    const first = width()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(width).toBeCloseTo(first * 1.25, 0)
    await expect.poll(() => pages()[0]?.querySelector('canvas')?.width).toBeGreaterThan(first)
    await expect.poll(() => words(1)).toBe('Zoom')
    for (const _ of [1, 2, 3]) await page.getByRole('button', { name: 'Zoom out' }).click()
    await expect.poll(width).toBeCloseTo(first / 2, 0)
    await expect.element(page.getByRole('button', { name: 'Zoom out' })).toBeDisabled()
  })

  test('signs that no machine has a font for come from this site alone', async () => {
    // The list of what was loaded is full after 250 entries.
    performance.clearResourceTimings()
    showArtifact(report, { viewUrl: address(pdfIn('ZapfDingbats', ['4'])) })
    await expect.poll(() => words(1)).not.toBe('')
    const loaded = () => performance.getEntriesByType('resource').map(({ name }) => new URL(name))
    await expect.poll(() => loaded().some(({ pathname }) => pathname.includes('FoxitDingbats'))).toBe(true)
    expect(loaded().every(({ origin, protocol }) => protocol === 'blob:' || origin === location.origin)).toBe(true)
  })

  test('one that is damaged says so, after its link was tried anew', async () => {
    const links: number[] = []
    showArtifact(report, {
      viewUrl: before => {
        links.push(before)
        return address(new TextEncoder().encode('this is no PDF'))
      },
    })
    await alert('report.pdf could not be shown')
    expect(links).toEqual([0, 1])
    await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
  })

  test('a link that ended is renewed without a word', async () => {
    const whole = address(pdf('Renewed'))
    showArtifact(report, { viewUrl: before => (before === 0 ? 'blob:gone' : whole) })
    await expect.poll(() => words(1)).toBe('Renewed')
    expect(document.querySelector('[role="alert"]')).toBeNull()
  })

  test('one that was deleted meanwhile says that', async () => {
    showArtifact(report, {
      viewUrl: 'blob:gone',
      artifact: before => (before === 0 ? undefined : refusal(404, 'not_found', 'x')),
    })
    await alert('report.pdf was deleted.')
  })
})
