import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { Splitter } from './Splitter.tsx'

afterEach(() => {
  erase()
  document.dir = ''
})

type Told = { width: number; settled: boolean }

/** A line beside a panel of 300 px that may be 200 to 400 wide. */
async function between(panel: 'before' | 'after') {
  const told: Told[] = []
  let width = 300
  let resets = 0
  draw(
    <div style={{ height: 200, marginLeft: 300 }} className="flex">
      <Splitter
        label="Resize it"
        width={() => width}
        min={() => 200}
        max={() => 400}
        panel={panel}
        resize={(next, settled) => {
          width = next
          told.push({ width: next, settled })
        }}
        reset={() => resets++}
      />
    </div>,
  )
  const line = page.getByRole('separator', { name: 'Resize it' })
  await expect.element(line).toBeInTheDocument()
  const element = line.element() as HTMLElement
  const point = (type: string, x: number) =>
    element.dispatchEvent(new PointerEvent(type, { clientX: x, pointerId: 1, bubbles: true }))
  // A made-up pointer cannot be captured.
  element.setPointerCapture = () => undefined
  return { told, element, point, resets: () => resets }
}

test.each([
  ['before', '{ArrowRight}', 316],
  ['before', '{ArrowLeft}', 284],
  ['after', '{ArrowRight}', 284],
  ['after', '{ArrowLeft}', 316],
] as const)('the panel %s the line: %s makes it %i px', async (panel, key, width) => {
  const { told, element } = await between(panel)
  element.focus()
  await userEvent.keyboard(key)
  expect(told).toEqual([{ width, settled: true }])
})

test.each([
  ['before', 284],
  ['after', 316],
] as const)('written from right to left, the panel %s the line turns round', async (panel, width) => {
  document.dir = 'rtl'
  const { told, element } = await between(panel)
  element.focus()
  await userEvent.keyboard('{ArrowRight}')
  expect(told).toEqual([{ width, settled: true }])
})

test('a drag shows each width and settles the last', async () => {
  const { told, point } = await between('before')
  point('pointerdown', 300)
  point('pointermove', 320)
  point('pointermove', 340)
  point('pointerup', 350)
  expect(told).toEqual([
    { width: 320, settled: false },
    { width: 340, settled: false },
    { width: 350, settled: true },
  ])
})

test.each([
  [1000, 400],
  [-1000, 200],
])('dragged to %i px it stops at its limit', async (x, width) => {
  const { told, point } = await between('before')
  point('pointerdown', 300)
  point('pointerup', x)
  expect(told.at(-1)).toEqual({ width, settled: true })
})

test('a pointer that only passes over it moves nothing', async () => {
  const { told, point } = await between('before')
  point('pointermove', 350)
  point('pointerup', 350)
  expect(told).toEqual([])
})

test('other keys are left to the page, and a double press gives back the first width', async () => {
  const { told, element, resets } = await between('before')
  element.focus()
  await userEvent.keyboard('{ArrowUp}{Enter}x')
  expect(told).toEqual([])
  await userEvent.dblClick(element)
  expect(resets()).toBe(1)
})

test('a screen reader hears the width and its limits', async () => {
  const { element } = await between('before')
  expect(element.getAttribute('aria-valuenow')).toBe('300')
  expect(element.getAttribute('aria-valuemin')).toBe('200')
  expect(element.getAttribute('aria-valuemax')).toBe('400')
  expect(element.getAttribute('aria-orientation')).toBe('vertical')
})
