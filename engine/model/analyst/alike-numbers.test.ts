/** Numbers that differ do not look the same: small ones keep the digits that say something, near ones get as many as it takes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const rows = Array.from(
    { length: 40 },
    (_, at) =>
      `${'ab'[at % 2]},${at % 2 ? 0.0012 : 0.0014},${at % 2 ? 100.001 : 100.004},${at % 2 ? 0.051 : 0.054},${at % 2 ? 12 : 2}`,
  )
  await desk.open({ 'rates.csv': `kind,rate,level,part,amount\n${rows.join('\n')}\n` })
})
afterAll(() => desk.close())

test.each([
  ['average rate by kind', ['a: 0.0014', 'b: 0.0012']],
  ['average level by kind', ['a: 100.004', 'b: 100.001', 'a is highest with 100.004, b is lowest with 100.001']],
  ['average part by kind', ['a: 0.054', 'b: 0.051']],
  ['average amount by kind', ['b: 12', 'a: 2']],
  ['top 2 kind by average level', ['1. a: 100.004', '2. b: 100.001']],
  ['Durchschnitt von rate nach kind', ['a: 0,0014', 'b: 0,0012']],
  ['average rate', ['Average rate: 0.0013', 'Highest rate: 0.0014']],
])('%s', async (question, parts) => {
  desk.anew()
  const { text, error } = await desk.ask(question)
  expect(error).toBeNull()
  for (const part of parts) expect(text).toContain(part)
})

describe('in files', () => {
  test('Word and Excel', async () => {
    desk.anew()
    await desk.ask('average rate by kind as word and as excel')
    await desk.run('from docx import Document; import openpyxl')
    expect(
      await desk.value(
        '[row.cells[1].text for row in Document(f"{OUTPUT_DIR}/average_rate_by_kind.docx").tables[0].rows[1:]]',
      ),
    ).toEqual(['0.0014', '0.0012'])
    expect(
      await desk.value(
        'openpyxl.load_workbook(f"{OUTPUT_DIR}/average_rate_by_kind.xlsx").worksheets[0]["B2"].number_format',
      ),
    ).toBe('0.00####')
  })
})
