/** Cells that do harm in files: control characters no document can hold, and texts that a spreadsheet would compute. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const inOutput = (ending: string) => `str(next(__import__("pathlib").Path(OUTPUT_DIR).glob("*.${ending}")))`

describe('control characters', () => {
  beforeEach(() =>
    desk.open({
      'cells.csv': `name,am\u0002ount\nA\u0001b,5\nbell\u0007,6\n\u000bvertical,7\n\u001bescape,8\nend\u007f,9\n${'plain words of every day,1\n'.repeat(60)}`,
    }),
  )

  test.each([
    ['docx', 'word', '"".join(c.text for r in __import__("docx").Document(PATH).tables[0].rows for c in r.cells)'],
    [
      'pptx',
      'powerpoint',
      '"".join(s.text_frame.text for p in __import__("pptx").Presentation(PATH).slides for s in p.shapes if s.has_text_frame)',
    ],
    ['pdf', 'pdf', '"".join(p.extract_text() for p in __import__("pypdf").PdfReader(PATH).pages)'],
    [
      'xlsx',
      'excel',
      '"".join(str(c.value) for s in __import__("openpyxl").load_workbook(PATH).worksheets for r in s.rows for c in r)',
    ],
    ['csv', 'csv', 'open(PATH, encoding="utf-8-sig").read()'],
  ])('a %s file is made without them', async (ending, said, read) => {
    const { error, text } = await desk.ask(`total by name as ${said}`)
    expect(error).toBeNull()
    expect(text).toContain(`.${ending}`)
    const inside = String(await desk.value(read.replace('PATH', inOutput(ending))))
    expect(inside).toContain('Ab')
    expect(inside).toContain('escape')
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(inside).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/)
    expect(inside).not.toMatch(/_x00/)
  })

  test('a picture is made of them', async () => {
    expect((await desk.ask('total by name as png')).error).toBeNull()
  })
})

describe('texts that begin as a formula does', () => {
  const names = ['=1+1', '@SUM(A1)', '+cmd|x', '-2+3+cmd', '+49 (30) 123-4', '-', '-7', 'plain', '\t=1']
  beforeEach(() =>
    desk.open({ 'cells.csv': `name,=amount\n${names.map((name, at) => `"${name}",${at + 1}`).join('\n')}\n` }),
  )

  test('in a CSV they stand behind an apostrophe, which is told; numbers and telephone numbers stay', async () => {
    const { error, text } = await desk.ask('save all rows as csv')
    expect(error).toBeNull()
    expect(
      await desk.value(`pd.read_csv(${inOutput('csv')}, dtype=str, skipinitialspace=False).iloc[:, 0].tolist()`),
    ).toEqual(["'=1+1", "'@SUM(A1)", "'+cmd|x", "'-2+3+cmd", '+49 (30) 123-4', '-', '-7', 'plain', "'\t=1"])
    expect(await desk.value(`pd.read_csv(${inOutput('csv')}).columns[1]`)).toBe("'=amount")
    expect(text).toContain('In the CSV 5 texts that a spreadsheet would take for a formula have an apostrophe in front')
  })

  test('in Excel they are texts, also in the head and on the chart', async () => {
    const { error } = await desk.ask('total amount by name as excel')
    expect(error).toBeNull()
    await desk.run(`import openpyxl; sheet = openpyxl.load_workbook(${inOutput('xlsx')}).worksheets[0]`)
    expect(await desk.value('sorted({cell.data_type for row in sheet.rows for cell in row})')).toEqual(['n', 's'])
    expect(await desk.value('sheet["B1"].value')).toContain('=amount')
  })

  test('a CSV without such texts is as it was', async () => {
    await desk.open({ 'cells.csv': 'name,amount\nAda,5\nBen,-6\n' })
    const { text } = await desk.ask('save all rows as csv')
    expect(text).not.toContain('apostrophe')
    expect(await desk.value(`open(${inOutput('csv')}, encoding="utf-8-sig").read()`)).toBe(
      'name,amount\nAda,5\nBen,-6\n',
    )
  })
})
