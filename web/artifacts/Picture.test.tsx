import { afterEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { artifactOf, asked, clearBench, refusal, showArtifact } from '../mock/artifact-bench.tsx'

afterEach(clearBench)

/** A real picture of that size. */
function png(width: number, height: number): string {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const brush = canvas.getContext('2d')
  brush?.fillRect(0, 0, width / 2, height / 2)
  return canvas.toDataURL('image/png')
}

const heatmap = artifactOf('image', 'heatmap.png', { mime: 'image/png', title: 'Revenue by region' })
const image = () => document.querySelector<HTMLImageElement>('img')
const width = () => Math.round(image()?.getBoundingClientRect().width ?? 0)
const box = () => image()?.parentElement as HTMLElement
const loaded = () => expect.poll(() => image()?.naturalWidth ?? 0).toBeGreaterThan(0)
const alert = (words: string) =>
  expect.poll(() => document.querySelector('[role="alert"]')?.textContent ?? '').toContain(words)

describe('the words of a picture', () => {
  test.each([
    [{ alt: 'Darker squares in the north' }, 'Darker squares in the north'],
    [{}, 'Revenue by region'],
    [{ title: undefined }, 'heatmap.png'],
    [{ kind: 'document' as const, title: undefined, alt: 'A scanned page' }, 'A scanned page'],
  ])('%j reads %s', async (more, words) => {
    showArtifact({ ...heatmap, ...more }, { viewUrl: png(20, 10) })
    await expect.element(page.getByRole('img')).toHaveAttribute('alt', words)
  })
})

describe('zooming', () => {
  test('a large picture is whole at first; buttons go near and back', async () => {
    showArtifact(heatmap, { viewUrl: png(1600, 400) })
    await loaded()
    expect(width()).toBeLessThanOrEqual(800)
    await expect.element(page.getByRole('button', { name: 'Zoom out' })).toBeDisabled()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(width).toBe(800)
    await expect.element(page.getByText('50 %')).toBeVisible()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(width).toBe(1200)
    expect(box().scrollWidth).toBeGreaterThan(box().clientWidth)
    await page.getByRole('button', { name: 'Zoom out' }).click()
    await page.getByRole('button', { name: 'Zoom out' }).click()
    await expect.poll(() => box().scrollWidth).toBe(box().clientWidth)
    await expect.element(page.getByRole('button', { name: 'Zoom out' })).toBeDisabled()
  })

  test('a press shows the very place at its own size, another shows it whole', async () => {
    showArtifact(heatmap, { viewUrl: png(3200, 3200) })
    await loaded()
    const small = width()
    await userEvent.click(image() as HTMLElement, { position: { x: small * 0.75, y: small * 0.25 } })
    await expect.poll(width).toBe(3200)
    expect((box().scrollLeft + box().clientWidth / 2) / box().scrollWidth).toBeCloseTo(0.75, 1)
    expect((box().scrollTop + box().clientHeight / 2) / box().scrollHeight).toBeCloseTo(0.25, 1)
    await userEvent.click(box(), { position: { x: 100, y: 100 } })
    await expect.poll(width).toBe(small)
  })

  test('by keys alone', async () => {
    showArtifact(heatmap, { viewUrl: png(1600, 400) })
    await loaded()
    const whole = width()
    box().focus()
    await userEvent.keyboard('++')
    await expect.poll(width).toBe(1200)
    await userEvent.keyboard('-')
    await expect.poll(width).toBe(800)
    await userEvent.keyboard('0')
    await expect.poll(width).toBe(whole)
    // The browser's own zoom stays the browser's.
    await userEvent.keyboard('{Control>}+{/Control}')
    expect(width()).toBe(whole)
  })
})

describe('a picture that cannot be drawn', () => {
  test('its link is renewed once, without a word', async () => {
    const whole = png(20, 10)
    showArtifact(heatmap, { viewUrl: before => (before === 0 ? 'data:image/png;base64,AAAA' : whole) })
    await loaded()
    expect(document.querySelector('[role="alert"]')).toBeNull()
    expect(asked).toHaveLength(2)
  })

  test('then it is said to be broken, and can be tried again', async () => {
    const whole = png(20, 10)
    showArtifact(heatmap, { viewUrl: before => (before < 2 ? 'data:image/png;base64,AAAA' : whole) })
    await alert('heatmap.png could not be shown')
    await page.getByRole('button', { name: 'Try again' }).click()
    await loaded()
  })

  test('one that was deleted since says so', async () => {
    showArtifact(heatmap, {
      viewUrl: 'data:image/png;base64,AAAA',
      artifact: before => (before === 0 ? undefined : refusal(404, 'not_found', 'x')),
    })
    await alert('heatmap.png was deleted.')
  })
})
