import type { Artifact, Profile } from '@codingagent/protocol/artifacts.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { profileWords } from './profile-words.ts'
import { useUploads, type Upload } from './upload-store.ts'
import { UploadTray } from './UploadTray.tsx'

const column = (name: string): Profile['columns'][number] => ({ name, type: 'text', missing: 0, distinct: 1 })
const passport = (more: Partial<Profile> = {}): Profile => ({
  format: 'csv',
  rows: 0,
  sampled: false,
  columns: [],
  rejected: [],
  warnings: [],
  ...more,
})
const columns = [column('a'), column('b')]

describe('what a file holds, in a few words', () => {
  test.each([
    ['a table', { rows: 12_480, columns }, `${(12_480).toLocaleString()} rows × 2 columns`],
    ['one row', { rows: 1, columns: [column('a')] }, '1 row × 1 column'],
    ['a header alone', { rows: 0, columns }, '0 rows × 2 columns'],
    ['a sample', { rows: 9, columns, sampled: true }, '9 rows × 2 columns, from a sample'],
    [
      'a sample that the rows were reckoned from',
      { rows: 1_279_983, columns, sampled: true, rowsEstimated: true },
      `about ${(1_280_000).toLocaleString()} rows × 2 columns, from a sample`,
    ],
    ['a workbook', { rows: 9, columns, sheets: sheets(3) }, '9 rows × 2 columns, 3 sheets'],
    ['a hidden sheet', { rows: 9, columns, sheets: sheets(2, 1) }, '9 rows × 2 columns, 2 sheets, 1 hidden'],
    ['one sheet', { rows: 9, columns, sheets: sheets(1) }, '9 rows × 2 columns'],
    ['a document', { format: 'pdf', pages: 42 }, '42 pages'],
    ['a page', { format: 'pdf', pages: 1, words: 300 }, '1 page'],
    ['a text', { format: 'text', words: 1 }, '1 word'],
    ['a picture', { format: 'image' }, ''],
    [
      'a picture with its size',
      { format: 'png', warnings: [{ code: 'note', message: 'A picture of 6 × 4 pixels.' }] },
      'A picture of 6 × 4 pixels.',
    ],
  ] as const)('%s', (_what, more, words) => {
    expect(profileWords(passport(more as Partial<Profile>))).toBe(words)
  })
})

function sheets(count: number, hidden = 0): NonNullable<Profile['sheets']> {
  return Array.from({ length: count }, (_, index) => ({ name: `Sheet ${index}`, hidden: index < hidden, rows: 1 }))
}

describe('the passport on the card of an upload', () => {
  const realFetch = globalThis.fetch
  let answers: (() => Response)[]
  beforeEach(() => {
    answers = []
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const address = input instanceof Request ? input.url : String(input)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      return address.endsWith('/profile') && answer ? Promise.resolve(answer()) : realFetch(input, init)
    })
  })
  afterEach(() => {
    erase()
    useUploads.setState({ bySession: {} })
    vi.restoreAllMocks()
  })

  const refusal = (status: number, code: string, message: string) => () =>
    Response.json({ error: { code, message } }, { status })

  function arrived(name: string, ...given: (() => Response)[]) {
    answers = given
    const upload: Upload = {
      key: name,
      file: new File(['a'], name),
      state: 'done',
      share: 1,
      refusal: null,
      artifact: { id: `id-of-${name}` } as Artifact,
    }
    useUploads.setState({ bySession: { s: [upload] } })
    draw(<UploadTray sessionId="s" />)
  }
  const summary = () => document.querySelector('[data-slot="profile-summary"]')?.textContent

  test('it stands there as soon as it is known, and is asked for until then', async () => {
    const notYet = refusal(503, 'sandbox_unavailable', 'Busy.')
    arrived('sales.csv', notYet, notYet, () => Response.json(passport({ rows: 3, columns })))
    await expect.element(page.getByText('Reading …')).toBeVisible()
    await expect.poll(summary).toBe('3 rows × 2 columns')
  })

  test('the only note of a file that holds no table can be read whole on its card', async () => {
    const message = 'This is a program; upload the data that it works on, or what it wrote.'
    arrived('tool.exe', () => Response.json(passport({ format: 'program', warnings: [{ code: 'note', message }] })))
    await expect.poll(summary).toBe(message)
    const words = document.querySelector<HTMLElement>('[data-slot="profile-summary"] span')
    expect(words?.scrollWidth).toBeLessThanOrEqual(words?.offsetWidth ?? 0)
  })

  test('nothing to beware of shows no mark', async () => {
    arrived('sales.csv', () => Response.json(passport({ rows: 3, columns })))
    await expect.poll(summary).toBeTruthy()
    await expect.element(page.getByRole('button', { name: /to know/ })).not.toBeInTheDocument()
  })

  test('warnings of each kind and rejected rows are told in words, markup is none', async () => {
    const warnings = [
      { code: 'leading_zeros', column: 'zip', message: 'zip keeps its leading zeros as text.' },
      { code: 'ambiguous_dates', column: 'day', message: 'day was read as day/month.' },
      { code: 'ambiguous_dates', column: 'due', message: 'due was read as month/day.' },
      { code: 'personal_data', message: '<img src=x onerror=alert(1)> holds addresses.' },
    ]
    const rejected = Array.from({ length: 30 }, (_, n) => ({
      line: n + 2,
      reason: 'it has 7 values, the header has 6',
    }))
    arrived('messy.csv', () => Response.json(passport({ rows: 3, columns, warnings, rejected })))
    await page.getByRole('button', { name: '34 things to know' }).click()
    const notes = () => [...document.querySelectorAll('[data-slot="popover"] li')].map(note => note.textContent)
    await expect
      .poll(() => notes().slice(0, 5))
      .toEqual([
        'zip keeps its leading zeros as text.',
        'day was read as day/month.',
        'due was read as month/day.',
        '<img src=x onerror=alert(1)> holds addresses.',
        'Line 2: it has 7 values, the header has 6',
      ])
    expect(notes()).toHaveLength(25)
    expect(notes().at(-1)).toBe('10 more rows were left out.')
    expect(document.querySelector('[data-slot="popover"] img')).toBeNull()
  })

  test('a file that cannot be read says why, once', async () => {
    let asked = 0
    arrived('locked.xlsx', () => {
      asked++
      return refusal(422, 'unreadable_file', 'This workbook is protected by a password.')()
    })
    await expect.element(page.getByText('This workbook is protected by a password.')).toBeVisible()
    expect(asked).toBe(1)
  })
})
