import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { Code } from './Code.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { highlight } from './highlight.ts'

afterEach(erase)

const python = 'def mean(values):\n    return sum(values) / len(values)  # "all"\n\nprint(mean([1, 2]))'

test('colours keep every character', async () => {
  const lines = await highlight(python, 'python')
  expect(lines?.map(line => line.map(piece => piece.content).join('')).join('\n')).toBe(python)
})

test.each(['py', 'SQL', 'json', 'ts', 'yml', 'sh', 'html'])('%s is known', async name => {
  expect(await highlight('a', name)).not.toBeNull()
})

test('an unknown language and very long code stay plain', async () => {
  for (const name of ['klingon', '', 'constructor', '__proto__']) expect(await highlight('a', name)).toBeNull()
  expect(await highlight('a'.repeat(200_001), 'python')).toBeNull()
})

test('code is there at once, and its size does not change by the colours', async () => {
  const place = draw(<Code code={python} language="python" />)
  await expect.poll(() => place.querySelector('pre')?.textContent).toBe(python)
  const { width, height } = (place.querySelector('pre') as Element).getBoundingClientRect()
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(5)
  const coloured = (place.querySelector('pre') as Element).getBoundingClientRect()
  expect(place.querySelector('pre')?.textContent).toBe(python)
  expect([coloured.width, coloured.height]).toEqual([width, height])
})

test('colours follow the theme without drawing anew', async () => {
  const place = draw(<Code code={python} language="python" />)
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(5)
  const word = place.querySelector('span[style]') as Element
  document.documentElement.dataset['theme'] = 'light'
  const light = getComputedStyle(word).color
  document.documentElement.dataset['theme'] = 'dark'
  expect(getComputedStyle(word).color).not.toBe(light)
  document.documentElement.dataset['theme'] = 'light'
})

test('code that is code runs from the left, also among right-to-left words', async () => {
  document.dir = 'rtl'
  const place = draw(<Code code="a = 1" language="python" />)
  await expect.poll(() => place.querySelector('pre')).toBeTruthy()
  expect(getComputedStyle(place.querySelector('pre') as Element).direction).toBe('ltr')
  document.dir = ''
})

test('lines wrap on wish', async () => {
  const place = draw(<CodeBlock code={'word '.repeat(400)} language="text" />)
  const pre = () => place.querySelector('pre') as HTMLElement
  await expect.poll(pre).toBeTruthy()
  expect(pre().scrollWidth).toBeGreaterThan(pre().clientWidth)
  const wrap = page.getByRole('button', { name: 'Wrap long lines' })
  await wrap.click()
  await expect.element(wrap).toHaveAttribute('aria-pressed', 'true')
  expect(pre().scrollWidth).toBe(pre().clientWidth)
})

test('copy says so in its own place', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  draw(<CodeBlock code={python} language="python" />)
  await page.getByRole('button', { name: 'Copy the code' }).click()
  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(write).toHaveBeenCalledWith(python)
})

test('what has a name can be downloaded under it, whole; what has none cannot', async () => {
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  const made = vi.spyOn(URL, 'createObjectURL')
  draw(<CodeBlock code={python} language="python" />)
  expect(page.getByRole('button', { name: /Download/ }).elements()).toHaveLength(0)
  draw(<CodeBlock code={python} language="python" fileName="step-3.py" />)
  await page.getByRole('button', { name: 'Download step-3.py' }).click()
  expect((saved.mock.contexts[0] as HTMLAnchorElement).download).toBe('step-3.py')
  const [[blob] = []] = made.mock.calls
  expect(await (blob as Blob).text()).toBe(python)
})

test('a line of 100,000 letters is kept in its box, and the box is reached by keys', async () => {
  const place = draw(<CodeBlock code={`x = "${'a'.repeat(100_000)}"`} language="python" />)
  const pre = () => place.querySelector('pre') as HTMLElement
  await expect.poll(() => pre()?.scrollWidth ?? 0).toBeGreaterThan(100_000)
  expect(place.scrollWidth).toBeLessThanOrEqual(place.clientWidth)
  expect(pre().tabIndex).toBe(0)
})

test.each([
  ['markup', '<script>document.title = "taken"</script><img src=x onerror=1>', 'html'],
  ['a last line without an end, and empty ones', '\n\na = 1\n\n', 'python'],
  ['tabs and odd characters', '\tif x:\u00a0\u200bpass  # é 漢字 😀', 'python'],
  ['carriage returns', 'a = 1\r\nb = 2\r\n', 'python'],
  ['nothing', '', 'python'],
])('%s is shown letter by letter', async (_what, code, language) => {
  const place = draw(<Code code={code} language={language} />)
  // Carriage returns nobody sees.
  const shown = () => place.querySelector('code')?.textContent?.replaceAll('\r', '')
  await expect.poll(shown).toBe(code.replaceAll('\r', ''))
  await highlight(code, language)
  await expect.poll(shown).toBe(code.replaceAll('\r', ''))
  expect(place.querySelector('script, img')).toBeNull()
})

test('code that changes is never drawn with the colours of the code before', async () => {
  const place = draw(<Code code="first = 1" language="python" />)
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(0)
  draw(<Code code="second = 'two'" language="python" />)
  await expect.poll(() => place.querySelector('code')?.textContent).toBe("second = 'two'")
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(0)
  expect(place.querySelector('code')?.textContent).toBe("second = 'two'")
})

test.each(['light', 'dark'] as const)('colours stand off their %s ground well enough to be read', async theme => {
  document.documentElement.dataset['theme'] = theme
  const code = '# note\ndef f(x: int) -> str:\n    return "a" + str(x) if True else None'
  const place = draw(<CodeBlock code={code} language="python" />)
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(5)
  const ground = luminance(getComputedStyle(place.querySelector('[data-slot="code-block"]') as Element).backgroundColor)
  const weakest = Math.min(
    ...[...place.querySelectorAll('span[style]')].map(piece => {
      const ink = luminance(getComputedStyle(piece).color)
      return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)
    }),
  )
  document.documentElement.dataset['theme'] = 'light'
  expect(weakest).toBeGreaterThanOrEqual(4.5)
})

/** Relative luminance as WCAG 2.2 defines it; a canvas reads any CSS colour. */
function luminance(color: string): number {
  const brush = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
  brush.fillStyle = color
  brush.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = [...brush.getImageData(0, 0, 1, 1).data].map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
