import type { ColumnProfile, TableFilter } from '@codingagent/protocol/artifacts.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../../mock/draw.tsx'
import { FilterForm } from './FilterForm.tsx'
import type { TableAction } from './table-state.ts'

const acts: TableAction[] = []
beforeEach(() => {
  acts.length = 0
})
afterEach(erase)

type Given = { profile?: ColumnProfile; present?: TableFilter }
const show = (type: string, { profile, present }: Given = {}) =>
  draw(
    <FilterForm column={{ name: 'c', type }} profile={profile} present={present} act={action => acts.push(action)} />,
  )
const apply = () => page.getByRole('button', { name: 'Filter' }).click()
const field = (label: string) => page.getByLabelText(label)
const range = (bounds: object): TableAction => ({ do: 'filter', filter: { column: 'c', op: 'range', ...bounds } })
const lifted: TableAction = { do: 'unfilter', column: 'c' }
const top = (...values: [string | number | boolean | null, number][]): ColumnProfile => ({
  name: 'c',
  type: 'text',
  missing: 0,
  distinct: values.length,
  top: values.map(([value, count]) => ({ value, count })),
})

describe('a range of numbers', () => {
  test.each([
    ['both', '10', '20', range({ min: 10, max: 20 })],
    ['only from', '10', '', range({ min: 10 })],
    ['only to', '', '20', range({ max: 20 })],
    ['nothing', '', '', lifted],
    ['spaces alone', '  ', '', lifted],
    ['negative and fractions', '-2.5', '.5', range({ min: -2.5, max: 0.5 })],
    ['an exponent', '1e3', '', range({ min: 1000 })],
    ['thousands by a space', '12 480', '', range({ min: 12480 })],
    ['thousands by a narrow space', '12\u202f480', '', range({ min: 12480 })],
    ['zero', '0', '0', range({ min: 0, max: 0 })],
    ['digits beyond 2^53', '9007199254740993', '', range({ min: '9007199254740993' })],
  ])('%s: from “%s” to “%s”', async (_what, low, high, action) => {
    show('decimal')
    await field('From').fill(low)
    await field('To').fill(high)
    await apply()
    expect(acts).toEqual([action])
  })

  test.each(['ten', '1,234.5', '12 4', '1.2.3', 'Infinity', '1e999'])(
    '“%s” is no number, and that is said',
    async text => {
      show('integer')
      await field('From').fill(text)
      await apply()
      await expect.element(page.getByRole('alert')).toHaveTextContent('Write a number such as 1234.5.')
      expect(acts).toEqual([])
      // What was written stays, to be mended.
      await expect.element(field('From')).toHaveValue(text)
    },
  )

  test('what holds now stands there, and Enter in a field is enough', async () => {
    show('integer', { present: { column: 'c', op: 'range', min: 3 } })
    await expect.element(field('From')).toHaveValue('3')
    await field('To').fill('9')
    await userEvent.keyboard('{Enter}')
    expect(acts).toEqual([range({ min: 3, max: 9 })])
  })
})

test.each([
  ['date', 'date', '2024-03-01'],
  ['datetime', 'datetime-local', '2024-03-01T10:30:15'],
  ['time', 'time', '10:30:15'],
])('a %s is chosen by the field of the browser', async (type, kind, value) => {
  show(type)
  await expect.element(field('From')).toHaveAttribute('type', kind)
  await field('From').fill(value)
  await apply()
  expect(acts).toEqual([range({ min: value })])
})

describe('words', () => {
  const values = top(['North', 7], ['South', 5], ['', 2], [null, 1])

  test('the commonest can be chosen, with how often each is there', async () => {
    show('text', { profile: values })
    const labels = () => [...document.querySelectorAll('fieldset label')].map(label => label.textContent)
    await expect.poll(labels).toEqual(['North7', 'South5', '2', '–1'])
    await page.getByRole('checkbox', { name: /North/ }).click()
    await page.getByRole('checkbox', { name: /–/ }).click()
    await apply()
    expect(acts).toEqual([{ do: 'filter', filter: { column: 'c', op: 'in', values: ['North', null] } }])
  })

  test('one that was chosen by mistake is taken back; none chosen lifts the condition', async () => {
    show('text', { profile: values, present: { column: 'c', op: 'in', values: ['South'] } })
    const south = page.getByRole('checkbox', { name: /South/ })
    await expect.element(south).toBeChecked()
    await south.click()
    await apply()
    expect(acts).toEqual([lifted])
  })

  test('values that each stand once are no choice: there are only words within', async () => {
    show('text', { profile: top(['a1', 1], ['a2', 1]) })
    await expect.element(field('Contains')).toBeVisible()
    expect(document.querySelector('fieldset')).toBeNull()
  })

  test.each([
    [' acme ', { do: 'filter', filter: { column: 'c', op: 'contains', text: 'acme' } }],
    ['   ', lifted],
    ['50%_', { do: 'filter', filter: { column: 'c', op: 'contains', text: '50%_' } }],
  ])('words within: “%s”', async (text, action) => {
    show('text')
    await field('Contains').fill(text)
    await apply()
    expect(acts).toEqual([action])
  })

  test('words that hold now stand there', async () => {
    show('text', { present: { column: 'c', op: 'contains', text: 'acme' } })
    await expect.element(field('Contains')).toHaveValue('acme')
  })

  test('true and false are offered without a passport, and nothing to write', async () => {
    show('boolean')
    await page.getByRole('checkbox', { name: 'true' }).click()
    await apply()
    expect(acts).toEqual([{ do: 'filter', filter: { column: 'c', op: 'in', values: [true] } }])
    expect(document.querySelectorAll('input[type="text"]')).toHaveLength(0)
  })
})
