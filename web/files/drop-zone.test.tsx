import { afterEach, beforeEach, expect, test } from 'vitest'
import { draw, erase } from '../mock/draw.tsx'
import { DropZone } from './DropZone.tsx'

const added: string[][] = []
beforeEach(async () => {
  added.length = 0
  draw(
    <div id="inside">
      <input id="field" />
      <DropZone addFiles={files => added.push([...files].map(file => file.name))} />
    </div>,
  )
  await expect.poll(() => document.getElementById('inside')).toBeTruthy()
})
afterEach(erase)

const shown = () => document.querySelector('[data-slot="drop-zone"]') !== null
/** What was told to React by now stands on the screen. */
const drawnAnew = async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
}
const holding = (...files: File[]) => {
  const data = new DataTransfer()
  for (const file of files) data.items.add(file)
  return data
}
const words = () => {
  const data = new DataTransfer()
  data.setData('text/plain', 'selected words')
  return data
}
const csv = new File(['a'], 'a.csv')
const drag = (type: string, data: DataTransfer, at: EventTarget = document.body) => {
  const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true })
  at.dispatchEvent(event)
  return event
}

test('it lies over the page while files are above it, also when they pass over parts of it', async () => {
  const inside = document.getElementById('inside') as HTMLElement
  drag('dragenter', holding(csv))
  await expect.poll(shown).toBe(true)
  // Entering a part comes before leaving what it lies in.
  drag('dragenter', holding(csv), inside)
  drag('dragleave', holding(csv))
  drag('dragenter', holding(csv))
  await drawnAnew()
  expect(shown()).toBe(true)
  drag('dragleave', holding(csv), inside)
  await drawnAnew()
  expect(shown()).toBe(true)
  drag('dragleave', holding(csv))
  await expect.poll(shown).toBe(false)
})

test('a browser that tells of leaving twice does not keep it from coming back', async () => {
  drag('dragenter', holding(csv))
  drag('dragleave', holding(csv))
  drag('dragleave', holding(csv))
  await expect.poll(shown).toBe(false)
  drag('dragenter', holding(csv))
  await expect.poll(shown).toBe(true)
})

test('without the page taking the drop, the browser would open the file and leave', () => {
  expect(drag('dragover', holding(csv)).defaultPrevented).toBe(true)
  expect(drag('drop', holding(csv)).defaultPrevented).toBe(true)
  expect(added).toEqual([['a.csv']])
})

test('dragged words belong to the page: they may be dropped into a field', () => {
  const field = document.getElementById('field') as HTMLElement
  for (const type of ['dragenter', 'dragover', 'drop']) expect(drag(type, words(), field).defaultPrevented).toBe(false)
  expect(shown()).toBe(false)
  expect(added).toEqual([])
})

test('several files come as one', () => {
  drag('drop', holding(csv, new File(['b'], 'b.xlsx')))
  expect(added).toEqual([['a.csv', 'b.xlsx']])
})

test.each([
  ['files', () => holding(csv), true, [['a.csv']]],
  ['words', words, false, []],
] as const)('pasted %s', (_what, data, taken, files) => {
  const event = new ClipboardEvent('paste', { clipboardData: data(), bubbles: true, cancelable: true })
  document.getElementById('field')?.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(taken)
  expect(added).toEqual(files)
})

test('a session that is left takes nothing more', async () => {
  erase()
  drag('drop', holding(csv))
  expect(added).toEqual([])
})
