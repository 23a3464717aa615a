/** Several documents in one session: all are looked in unless one is named, and each sentence is told with its file; pages without a text. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

describe('three texts', () => {
  beforeAll(() =>
    desk.open({
      'policy.txt': 'Trains are booked in first class. The daily allowance is 40 euros.',
      'minutes.txt': 'The board approved the budget. The allowance was not discussed.',
      'notes.md': '# Notes\n\nThe printer is broken. Ask Maria about the budget.',
    }),
  )

  test.each<[string, string[], string[]?]>([
    [
      'what does it say about the allowance?',
      ['in policy.txt, page 1: “The daily', '“The allowance was not discussed.” (minutes.txt, page 1)'],
    ],
    ['who approved the budget?', ['in minutes.txt, page 1: “The board approved', '(notes.md, page 1)']],
    ['what does policy.txt say about the budget?', ['No sentence of policy.txt holds'], ['minutes.txt']],
    ['what do the documents say about submarines?', ['No sentence of policy.txt, minutes.txt, notes.md holds']],
    ['how long are the documents?', ['3 documents with 32 words', '- policy.txt: 12 words', '- notes.md: 10 words']],
    ['Which headings does the document have?', ['Headings: Notes (notes.md)']],
    ['overview of minutes.txt', ['minutes.txt: 10 words'], ['policy.txt']],
    ['was sagen die Texte über das budget?', ['Sätze mit Wörtern der Frage: 2; der nächste, in minutes.txt, Seite 1']],
  ])('%s', async (question, says, never = []) => {
    const { text, error } = await desk.ask(question)
    expect(error).toBeNull()
    for (const each of says) expect(text).toContain(each)
    for (const each of never) expect(text).not.toContain(each)
  })

  test('the sentences are saved with their files', async () => {
    const { error } = await desk.ask('find the budget and save it as csv')
    expect(error).toBeNull()
    expect(await desk.value('sorted(sentences_found["file"])')).toEqual(['minutes.txt', 'notes.md'])
  })
})

describe('words of a document', () => {
  test('a table of numbers has words as its card has, and a page without text is said to be one', async () => {
    await desk.open({ 'pages.pdf': '' })
    await desk.run(`import io, base64
from docx import Document
from pypdf import PdfWriter
made = Document()
table = made.add_table(2, 2)
for cell, said in zip([cell for row in table.rows for cell in row.cells], ["2023", "14.5", "2024", "9"]):
    cell.text = said
made.save(file := io.BytesIO())
pages = PdfWriter()
pages.add_blank_page(200, 200)
pages.write(blank := io.BytesIO())
packed = [base64.b64encode(each.getvalue()).decode() for each in (file, blank)]`)
    const [table = '', blank = ''] = (await desk.value('packed')) as string[]
    await desk.open({ 'table.docx': Buffer.from(table, 'base64') })
    expect((await desk.ask('How long is the document?')).text).toContain('table.docx: 4 words')
    await desk.open({ 'scan.pdf': Buffer.from(blank, 'base64') })
    for (const question of ['Give me an overview', 'what does it say about cats']) {
      desk.anew()
      const { text, error, shown } = await desk.ask(question)
      expect(error).toBeNull()
      expect(text).toContain('scan.pdf holds no text that can be searched or counted')
      expect(shown).toEqual([])
    }
  })
})
