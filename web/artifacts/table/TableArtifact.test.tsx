import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Profile, TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'
import { artifactOf, asked, clearBench, refusal, showArtifact, type RowsAsked } from '../../mock/artifact-bench.tsx'

afterEach(() => {
  clearBench()
  vi.restoreAllMocks()
})

const columns = [
  { name: 'month', type: 'text' },
  { name: 'revenue', type: 'decimal' },
  { name: 'customer_id', type: 'integer' },
  { name: 'day', type: 'date' },
  { name: 'active', type: 'boolean' },
]
type Column = (typeof columns)[number]

/** A table whose rows are made as they are asked for; keeps what was asked. */
function madeTable(total: number, cells: (row: number) => TableCell[], named: Column[] = columns) {
  const questions: RowsAsked[] = []
  const rows = (query: RowsAsked): TablePage => {
    questions.push(query)
    const count = Math.max(0, Math.min(query.limit, total - query.offset))
    const made = Array.from({ length: count }, (_, row) => cells(query.offset + row))
    return { columns: named, rows: made, total, offset: query.offset }
  }
  return { rows, questions, last: () => questions.at(-1) as RowsAsked }
}
const plain = (total: number) =>
  madeTable(total, row => [`month ${row}`, row / 2, 10_000 + row, '2024-03-01', row % 2 === 0])

const profile = (more: Partial<Profile> = {}): Profile => ({
  format: 'xlsx',
  rows: 3,
  sampled: false,
  columns: [],
  rejected: [],
  warnings: [],
  ...more,
})

const shape = (total: number) => artifactOf('table', 'sales.parquet', { shape: { rows: total, columns: 5 } })
/** What a screen reader finds of the grid: its canvas mirrors the visible cells. */
const grid = () => document.querySelector<HTMLElement>('[role="grid"]')
const cell = (column: number, row: number) => document.querySelector(`#glide-cell-${column + 1}-${row}`)
const count = () => document.querySelector('output')
const drawn = () => expect.poll(() => cell(0, 0)?.textContent).toBeTruthy()
const canvas = () => document.querySelector<HTMLCanvasElement>('canvas[data-testid="data-grid-canvas"]') as HTMLElement

const scroller = () => document.querySelector<HTMLElement>('.dvn-scroller') as HTMLElement
const alert = (words: string) =>
  expect.poll(() => document.querySelector('[role="alert"]')?.textContent ?? '').toContain(words)

/** A press on the grid, at a place counted from its corner. */
const press = (x: number, y: number) => userEvent.click(scroller(), { position: { x, y } })
const HEADER_Y = 20

/** Opens a column's menu by the keys: into the first row, over to the column, Alt and down. */
async function openMenu(column: number) {
  await press(100, 75)
  for (let step = 0; step < column; step++) await userEvent.keyboard('{ArrowRight}')
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
  await expect.element(page.getByRole('dialog')).toBeVisible()
}
const choose = (name: string) => page.getByRole('button', { name, exact: true }).click()

/** Writes into the search at once, as a key does. */
function write(text: string) {
  const field = document.querySelector<HTMLInputElement>('input[type="search"]')
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text)
  field?.dispatchEvent(new Event('input', { bubbles: true }))
}

describe('rows', () => {
  test('the first page opens at once, is asked for once, and the count is there', async () => {
    const table = plain(12_480)
    showArtifact(shape(12_480), { rows: table.rows })
    await expect.poll(() => count()?.textContent).toBe(`${(12_480).toLocaleString()} rows`)
    await drawn()
    expect(cell(0, 0)?.textContent).toBe('month 0')
    expect(table.questions.filter(query => query.offset === 0)).toHaveLength(1)
  })

  test('pages are asked for as one goes down, not before', async () => {
    const table = plain(1_000_000)
    showArtifact(shape(1_000_000), { rows: table.rows })
    await drawn()
    expect(table.questions.every(query => query.offset === 0)).toBe(true)
    scroller().scrollTop = scroller().scrollHeight / 2
    await expect.poll(() => table.last().offset).toBeGreaterThan(100_000)
    scroller().scrollTop = scroller().scrollHeight
    await expect.poll(() => table.last().offset).toBe(999_800)
    await expect.poll(() => cell(0, 999_999)?.textContent).toBe('month 999999')
  })

  test.each([
    ['a number beyond 2^53', 'integer', '9007199254740993', '9007199254740993'],
    ['a missing value', 'decimal', null, ''],
    ['a list', 'list', [1, [2]], '[1,[2]]'],
    ['an object', 'object', { a: 1 }, '{"a":1}'],
    ['words from the right', 'text', 'مرحبا', 'مرحبا'],
    ['markup', 'text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%s is in its cell as it is', async (_what, type, value, said) => {
    const table = madeTable(1, () => ['first', value as TableCell], [
      { name: 'word', type: 'text' },
      { name: 'thing', type },
    ])
    showArtifact(shape(1), { rows: table.rows })
    await drawn()
    expect(cell(1, 0)?.textContent).toBe(said)
    expect(document.querySelector('img')).toBeNull()
  })

  test('a text of 50,000 letters opens over its cell, whole', async () => {
    const long = 'word '.repeat(10_000).trim()
    const table = madeTable(1, () => [long, 1], [
      { name: 'story', type: 'text' },
      { name: 'n', type: 'decimal' },
    ])
    showArtifact(shape(1), { rows: table.rows })
    await drawn()
    await press(100, 75)
    await userEvent.keyboard('{Enter}')
    await expect
      .poll(() => document.querySelector<HTMLTextAreaElement>('#portal textarea')?.value.length)
      .toBe(long.length)
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => document.querySelector('#portal textarea')).toBeNull()
  })

  test('300 columns are drawn as far as they are seen', async () => {
    const wide = Array.from({ length: 300 }, (_, n) => ({ name: `column ${n}`, type: 'text' }))
    const table = madeTable(5, row => wide.map((_, n) => `${row}.${n}`), wide)
    showArtifact(shape(5), { rows: table.rows })
    await drawn()
    expect(grid()?.getAttribute('aria-colcount')).toBe('300')
    expect(cell(250, 0)).toBeNull()
  })

  test('a table without rows says so under its header', async () => {
    const table = plain(0)
    showArtifact(shape(0), { rows: table.rows })
    await expect.element(page.getByText('This table has no rows.')).toBeVisible()
    expect(count()?.textContent).toBe('0 rows')
    await expect.element(page.getByRole('button', { name: 'Clear search and filters' })).not.toBeInTheDocument()
  })
})

describe('sorting and filtering', () => {
  test('a press on a header sorts up, then down, then as it came', async () => {
    const table = plain(3)
    showArtifact(shape(3), { rows: table.rows })
    await drawn()
    await press(100, HEADER_Y)
    await expect.poll(() => table.last().sort).toBe('month')
    await press(100, HEADER_Y)
    await expect.poll(() => table.last().sort).toBe('-month')
    const before = table.questions.length
    await press(100, HEADER_Y)
    // As it came is known already.
    await expect.poll(() => document.querySelector('[role="columnheader"]')?.textContent).toBe('month')
    expect(table.questions.length).toBe(before)
  })

  test('typing asks once it rests, and clearing it asks for nothing new', async () => {
    const table = plain(3)
    showArtifact(shape(3), { rows: table.rows })
    await drawn()
    const box = page.getByRole('searchbox', { name: 'Search all columns' })
    await box.click()
    // As quick as nobody types: the page may be slow, and a rest between two letters would be a rest.
    for (const text of ['m', 'mo', 'mon']) write(text)
    await expect.poll(() => table.last().filter).toEqual([{ column: '*', op: 'search', text: 'mon' }])
    expect(table.questions.map(query => query.filter.length)).toEqual([0, 1])
    await box.clear()
    await expect.poll(() => cell(0, 2)?.textContent).toBe('month 2')
    expect(table.questions).toHaveLength(2)
  })

  test('what matches nothing says so, with the way back', async () => {
    const table = plain(3)
    const rows = (query: RowsAsked) => ({
      ...table.rows(query),
      ...(query.filter.length > 0 && { rows: [], total: 0 }),
    })
    showArtifact(shape(3), { rows })
    await drawn()
    await page.getByRole('searchbox').fill('zebra')
    await expect.element(page.getByText('No row matches.')).toBeVisible()
    await page.getByRole('button', { name: 'Clear search and filters' }).click()
    await expect.element(page.getByRole('searchbox')).toHaveValue('')
    await expect.poll(() => count()?.textContent).toBe('3 rows')
  })

  test('a range of numbers; what is no number is said beside it', async () => {
    const table = plain(3)
    showArtifact(shape(3), { rows: table.rows })
    await drawn()
    await openMenu(1)
    await page.getByRole('textbox', { name: 'From' }).fill('abc')
    await choose('Filter')
    await alert('Write a number such as 1234')
    await page.getByRole('textbox', { name: 'From' }).fill('1 000.5')
    await choose('Filter')
    await expect.poll(() => table.last().filter).toEqual([{ column: 'revenue', op: 'range', min: 1000.5 }])
    await expect.element(page.getByText('revenue ≥ 1000.5')).toBeVisible()
    await page.getByRole('button', { name: 'Remove the filter on revenue' }).click()
    await expect.element(page.getByText('revenue ≥ 1000.5')).not.toBeInTheDocument()
  })

  test('a bound beyond 2^53 keeps its digits', async () => {
    const table = plain(3)
    showArtifact(shape(3), { rows: table.rows })
    await drawn()
    await openMenu(2)
    await page.getByRole('textbox', { name: 'To' }).fill('9007199254740993')
    await choose('Filter')
    await expect
      .poll(() => table.last().filter)
      .toEqual([{ column: 'customer_id', op: 'range', max: '9007199254740993' }])
  })

  test('a range of days is chosen as days', async () => {
    const table = plain(3)
    showArtifact(shape(3), { rows: table.rows })
    await drawn()
    await openMenu(3)
    await page.getByLabelText('From').fill('2024-01-31')
    await choose('Filter')
    await expect.poll(() => table.last().filter).toEqual([{ column: 'day', op: 'range', min: '2024-01-31' }])
  })

  test('some of the values, from the passport; an empty choice lifts the condition', async () => {
    const table = plain(3)
    const top = [
      { value: 'March', count: 7 },
      { value: null, count: 3 },
    ]
    const summary = profile({ columns: [{ name: 'month', type: 'text', missing: 0, distinct: 2, top }] })
    showArtifact(shape(3), { rows: table.rows, profile: summary })
    await drawn()
    await openMenu(0)
    await page.getByRole('checkbox', { name: /March/ }).click()
    await page.getByRole('checkbox', { name: /–/ }).click()
    await choose('Filter')
    await expect.poll(() => table.last().filter).toEqual([{ column: 'month', op: 'in', values: ['March', null] }])
    await openMenu(0)
    await expect.element(page.getByRole('checkbox', { name: /March/ })).toBeChecked()
    await page.getByRole('checkbox', { name: /March/ }).click()
    await page.getByRole('checkbox', { name: /–/ }).click()
    await choose('Filter')
    await expect.poll(() => document.querySelector('[aria-label="Filters"]')).toBeNull()
  })

  test('words within a text; true and false of a boolean', async () => {
    const table = plain(3)
    showArtifact(shape(3), { rows: table.rows })
    await drawn()
    await openMenu(0)
    await page.getByRole('textbox', { name: 'Contains' }).fill('  arc ')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => table.last().filter).toEqual([{ column: 'month', op: 'contains', text: 'arc' }])
    await openMenu(4)
    await expect.element(page.getByRole('textbox', { name: 'Contains' })).not.toBeInTheDocument()
    await page.getByRole('checkbox', { name: 'false' }).click()
    await choose('Filter')
    await expect.poll(() => table.last().filter[1]).toEqual({ column: 'active', op: 'in', values: [false] })
  })

  test('a condition that the server refuses leaves its way out', async () => {
    const table = plain(3)
    const rows = (query: RowsAsked) =>
      query.filter.length > 0 ? refusal(400, 'bad_request', 'This column cannot be searched.') : table.rows(query)
    showArtifact(shape(3), { rows })
    await drawn()
    await openMenu(0)
    await choose('Only missing values')
    await alert('This column cannot be searched.')
    await page.getByRole('button', { name: 'Remove the filter on month' }).click()
    await expect.poll(() => cell(0, 0)?.textContent).toBe('month 0')
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })
})

describe('columns', () => {
  test('hidden and shown again', async () => {
    showArtifact(shape(3), { rows: plain(3).rows })
    await drawn()
    await openMenu(0)
    await choose('Hide column')
    await expect.poll(() => cell(0, 0)?.textContent).toBe('0')
    await page.getByRole('button', { name: 'Show the hidden column' }).click()
    await expect.poll(() => cell(0, 0)?.textContent).toBe('month 0')
  })

  test('frozen up to one, and loose again', async () => {
    showArtifact(shape(3), { rows: plain(3).rows }, { width: 420 })
    await drawn()
    await openMenu(0)
    await choose('Freeze up to here')
    scroller().scrollLeft = 400
    await expect.poll(() => cell(4, 0)?.textContent).toBeTruthy()
    expect(cell(0, 0)?.textContent).toBe('month 0')
    scroller().scrollLeft = 0
    await openMenu(0)
    await expect.element(page.getByRole('button', { name: 'Unfreeze' })).toBeVisible()
  })

  test('the menu gives the focus back to the grid', async () => {
    showArtifact(shape(3), { rows: plain(3).rows })
    await drawn()
    await openMenu(1)
    await userEvent.keyboard('{Escape}')
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
    await expect
      .poll(() => document.activeElement?.closest('[role="region"]')?.getAttribute('aria-label'))
      .toBe('sales.parquet')
  })

  test('another sheet starts anew; a hidden one is named as such', async () => {
    const table = plain(3)
    const sheets = [
      { name: 'Sales', hidden: false, rows: 3 },
      { name: 'Rates', hidden: true, rows: 3 },
    ]
    showArtifact(shape(3), { rows: table.rows, profile: profile({ sheets }) })
    await drawn()
    await press(100, HEADER_Y)
    await expect.poll(() => table.last().sort).toBe('month')
    const picker = page.getByRole('combobox', { name: 'Sheet' })
    expect([...(picker.element() as HTMLSelectElement).options].map(option => option.text)).toEqual([
      'Sales',
      'Rates (hidden)',
    ])
    await picker.selectOptions('Rates')
    await expect.poll(() => table.last().sheet).toBe('Rates')
    expect(table.last().sort).toBeUndefined()
  })
})

describe('taking rows away', () => {
  test('what is shown is copied, and said to be', async () => {
    let text = ''
    vi.spyOn(navigator.clipboard, 'write').mockImplementation(async ([item]) => {
      text = await (await (item as ClipboardItem).getType('text/plain')).text()
    })
    showArtifact(shape(3), { rows: plain(3).rows })
    await drawn()
    await openMenu(1)
    await choose('Hide column')
    await page.getByRole('button', { name: 'Copy the rows, to paste into a spreadsheet' }).click()
    await expect.element(page.getByRole('button', { name: '3 rows copied' })).toBeVisible()
    expect(text.split('\n')[0]).toBe('month\tcustomer_id\tday\tactive')
    expect(text.split('\n')[3]).toBe('month 2\t10002\t2024-03-01\ttrue')
  })

  test('a long table says that its first rows are copied', async () => {
    showArtifact(shape(50_000), { rows: plain(50_000).rows })
    await drawn()
    await expect
      .element(
        page.getByRole('button', {
          name: `Copy the first ${(10_000).toLocaleString()} rows, to paste into a spreadsheet`,
        }),
      )
      .toBeVisible()
  })

  test('a clipboard that refuses is told of', async () => {
    vi.spyOn(navigator.clipboard, 'write').mockRejectedValue(new Error('no permission'))
    showArtifact(shape(3), { rows: plain(3).rows })
    await drawn()
    await page.getByRole('button', { name: /^Copy the rows/ }).click()
    await expect.element(page.getByText(/^The rows could not be copied/)).toBeVisible()
  })
})

describe('what goes wrong', () => {
  test('a table that was deleted says so, without a way that leads nowhere', async () => {
    showArtifact(shape(3), { rows: () => refusal(404, 'not_found', 'There is no such artifact.') })
    await alert('sales.parquet was deleted.')
    await expect.element(page.getByRole('button', { name: 'Download' })).not.toBeInTheDocument()
  })

  test('the reader’s own words about a damaged file are shown, with the file', async () => {
    showArtifact(shape(3), { rows: () => refusal(422, 'unreadable_file', 'This workbook is encrypted.') })
    await alert('This workbook is encrypted.')
    await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
  })

  test('a fault of the server can be tried again', async () => {
    const table = plain(3)
    let broken = true
    showArtifact(shape(3), { rows: query => (broken ? refusal(500, 'internal', 'x') : table.rows(query)) })
    await alert('sales.parquet could not be shown')
    broken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await drawn()
  })

  test('a later page that fails is told of above the rows, and tried again', async () => {
    const table = plain(1000)
    let broken = true
    const rows = (query: RowsAsked) =>
      query.offset > 0 && broken ? refusal(503, 'sandbox_unavailable', 'The sandbox is busy.') : table.rows(query)
    showArtifact(shape(1000), { rows })
    await drawn()
    scroller().scrollTop = scroller().scrollHeight
    await expect.element(page.getByRole('alert')).toBeVisible()
    expect(count()?.textContent).toBe('1,000 rows')
    broken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => cell(0, 999)?.textContent).toBe('month 999')
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })
})

test('dark and light draw the grid anew', async () => {
  const artifact = shape(3)
  showArtifact(artifact, { rows: plain(3).rows })
  await drawn()
  const pixel = () => (canvas() as HTMLCanvasElement).getContext('2d')?.getImageData(150, 66, 1, 1).data[0] ?? 0
  await expect.poll(pixel).toBeGreaterThan(200)
  showArtifact(artifact, { rows: plain(3).rows }, { theme: 'dark' })
  await drawn()
  await expect.poll(pixel).toBeLessThan(90)
  expect(asked.every(path => path.startsWith('/api/v1/artifacts/a1'))).toBe(true)
})
