import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { ErrorOutput, lineWith, Output } from './StepOutput.tsx'

afterEach(erase)

const place = (excerpt: string | null, asked = 1) => ({ turnKey: 'a', step: 1, excerpt, asked })

test.each([
  [['a', 'sum 12', 'b'], 'sum 12', 1],
  [['2025-01-31    3558210.0'], '2025-01-31 3558210.0', 0],
  [['a  b'], '  a b  ', 0],
  [['a'], 'z', -1],
  [['a'], null, -1],
  [['a'], '   ', -1],
])('in %o the line with %o is %i', (lines, excerpt, at) => expect(lineWith(lines, excerpt)).toBe(at))

test('a long output is at most 200 px high and scrolls to the place asked for', async () => {
  const text = Array.from({ length: 300 }, (_, n) => `row ${n}`).join('\n')
  const drawn = draw(<Output title="Output" text={text} place={place('row 222')} cut={false} />)
  await expect.poll(() => drawn.querySelector('[data-slot="marked-line"]')?.textContent).toBe('row 222')
  const box = drawn.querySelector('pre') as HTMLElement
  expect(box.offsetHeight).toBeLessThanOrEqual(200)
  const line = (drawn.querySelector('[data-slot="marked-line"]') as Element).getBoundingClientRect()
  const frame = box.getBoundingClientRect()
  expect(line.top).toBeGreaterThanOrEqual(frame.top)
  expect(line.bottom).toBeLessThanOrEqual(frame.bottom)
  expect(document.activeElement?.textContent).toBe('row 222')
})

test('marking a line changes no character', async () => {
  const text = 'one\ntwo\nthree\n'
  const drawn = draw(<Output title="Output" text={text} place={place('two')} cut={false} />)
  await expect
    .poll(() => (drawn.querySelector('pre') as HTMLElement | null)?.innerText.trimEnd())
    .toBe('one\ntwo\nthree')
})

test('an output that was cut says so', async () => {
  const drawn = draw(<Output title="Output" text="a" place={null} cut />)
  await expect.poll(() => drawn.textContent).toContain('The output was cut here')
})

test('an error of one line has nothing to unfold', async () => {
  const drawn = draw(<ErrorOutput text="ValueError: no" />)
  await expect.poll(() => drawn.textContent).toContain('ValueError: no')
  expect(drawn.querySelector('button')).toBeNull()
})

test('an error shows its last line first and the whole on wish', async () => {
  const drawn = draw(<ErrorOutput text={'Traceback:\n  File "x"\nKeyError: 1\n\n'} />)
  await expect.poll(() => drawn.querySelector('p')?.textContent).toBe('KeyError: 1')
  const more = page.getByRole('button', { name: 'Whole message' })
  await more.click()
  await expect.element(more).toHaveAttribute('aria-expanded', 'true')
  expect(drawn.querySelector('pre')?.textContent).toContain('File "x"')
})
