/** Documents: how long, which headings, which words, and the sentences that hold what was asked about; a search that says it is one. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

const TEXT = `# The lighthouse

Abstract

The lighthouse stands on a rock. Its lamp burns every night.

## The keeper

The keeper counts the ships. In 1987 the keeper counted 412 ships; one ship was lost.
Storms break windows. Nobody pays for the windows!

## Costs

Oil for the lamp costs 300 crowns a year.
`

describe('a text', () => {
  beforeAll(() => desk.open({ 'lighthouse.md': TEXT }))

  test('without a word to look for: its size, headings and frequent words', async () => {
    const { text, error, warned, shown } = await desk.ask('Give me an overview')
    expect(error).toBeNull()
    expect(warned).toEqual([])
    expect(text).toMatch(/lighthouse\.md: \d+ words, pages: 1/)
    expect(text).toContain('Headings: The lighthouse; Abstract; The keeper; Costs')
    expect(text).toContain('keeper (3)')
    expect(text).not.toMatch(/\bthe \(\d/)
    expect(shown).toEqual(['DataFrame', 'Figure'])
  })

  test('the count of words is that of the text', async () => {
    await desk.ask('How long is the document?')
    const counted = Number(await desk.value('int(frequent_words["count"].sum())'))
    const words = TEXT.toLowerCase().match(/\p{L}{3,}/gu) ?? []
    expect(counted).toBeLessThanOrEqual(words.length)
    expect(await desk.value('frequent_words.set_index("word").loc["ships", "count"]')).toBe('2')
    expect(words.filter(word => word === 'ships')).toHaveLength(2)
  })

  test.each([
    ['What does it say about the lamp?', 'Its lamp burns every night', 2],
    ['which ships were lost', 'one ship was lost', 2],
    ['windows', 'Storms break windows', 2],
    ['what happened in 1987', '412 ships', 1],
  ])('%s finds the sentence', async (question, sentence, hits) => {
    const { final, text, error } = await desk.ask(question)
    expect(error).toBeNull()
    expect(text).toContain(sentence)
    expect(final).toContain('“')
    expect(await desk.value('len(sentences_found)')).toBeGreaterThanOrEqual(hits)
    expect(text).toContain('This is a plain search for words; the text is not understood')
  })

  test('the sentence with most of the words comes first', async () => {
    const { final } = await desk.ask('what does the oil for the lamp cost')
    expect(final).toContain('Oil for the lamp costs 300 crowns')
  })

  test('what is not in it is not made up', async () => {
    const { final, text } = await desk.ask('what about submarines and dolphins?')
    expect(final).toContain('No sentence of lighthouse.md holds any of these words')
    expect(text).toContain('submarine')
  })

  test.each([
    ['Wie lang ist das Dokument?', 'Wörter, Seiten: 1'],
    ['Quels sont les mots les plus fréquents du document ?', 'Mots les plus fréquents'],
    ['¿Qué largo tiene el documento?', 'palabras, páginas: 1'],
  ])('%s is answered in its language', async (question, says) => {
    const { text, error } = await desk.ask(question)
    expect(error).toBeNull()
    expect(text).toContain(says)
  })

  test('the sentences found can be taken away', async () => {
    const { text, error } = await desk.ask('find the keeper and save it as csv')
    expect(error).toBeNull()
    expect(text).toMatch(/Saved: \S+\.csv/)
  })
})

describe('odd texts', () => {
  test.each([
    ['of one word', 'word'],
    ['of signs', '*** --- ??? 123 456'],
    ['with one endless line', 'lorem '.repeat(3000)],
    ['in other scripts', 'Маяк стоит на скале.\n灯台は岩の上に立っています。\n'],
    ['that would be code', '"""\n{__import__("os")}\n\\" + hacked\n'],
  ])('%s', async (_, content) => {
    await desk.open({ 'odd.txt': content })
    for (const question of ['Give me an overview', 'what does it say about words', 'overview as pdf']) {
      desk.anew()
      const { error, text } = await desk.ask(question)
      expect(error, question).toBeNull()
      expect(text, question).toContain('odd.txt')
    }
  })
})

describe('a document beside a table', () => {
  beforeAll(() =>
    desk.open({
      'sales.csv': `region,revenue\n${Array.from({ length: 20 }, (_, index) => `${['North', 'South'][index % 2]},${index}`).join('\n')}\n`,
      'notes.txt': 'The North had a strike in March. Revenue fell.',
    }),
  )
  test('numbers are asked of the table, words of the document', async () => {
    expect((await desk.ask('total revenue by region')).text).toContain('from sales.csv')
    desk.anew()
    const { text } = await desk.ask('what does the document say about the strike')
    expect(text).toContain('The North had a strike in March')
    desk.anew()
    expect((await desk.ask('what is in notes.txt?')).text).toContain('notes.txt')
  })
})

describe('the name of a file in the question', () => {
  beforeAll(() => desk.open({ 'grayscale-images_2.md': TEXT, 'LONumbers-2010.csv': 'a,b\n1,2\n3,4\n' }))

  test.each([
    ['Give me an overview of grayscale-images_2.md', /^\*\*grayscale-images_2\.md: \d+ words/],
    ['How long is Grayscale-Images_2.md?', /^\*\*grayscale-images_2\.md: \d+ words/],
    ['What is in LONumbers-2010.csv?', /^\*\*LONumbers-2010\.csv has 2 rows and 2 columns/],
    ['What does grayscale-images_2.md say about storms?', /Storms break windows/],
    ['Show all rows of LONumbers-2010.csv and save them as LONumbers-2010.csv', /Saved: \S+\.csv/],
  ])('%s: is not looked for in it', async (question, says) => {
    desk.anew()
    const { text, error } = await desk.ask(question)
    expect(error).toBeNull()
    expect(text.replaceAll('\\_', '_')).toMatch(says)
  })
})

describe('a file that could not be read', () => {
  const broken = '[{"a":1},{"a":2'

  test('is told of with its reason, not as if there were none', async () => {
    await desk.open({ 'broken.json': broken })
    const { text } = await desk.ask('What is in broken.json?')
    expect(text).toContain('broken.json: This is not valid JSON')
    expect(text).not.toContain('no file')
    desk.anew()
    expect((await desk.ask('total revenue by region')).text).toContain('broken.json: This is not valid JSON')
  })

  test('does not hide behind one that was', async () => {
    await desk.open({ 'broken.json': broken, 'sales.csv': 'region,revenue\nNorth,1\nSouth,2\n' })
    expect((await desk.ask('What is in broken.json?')).text).toContain('broken.json: This is not valid JSON')
    desk.anew()
    expect((await desk.ask('total revenue by region')).text).toContain('South is highest with 2')
  })
})

test('what its passport warns of is told with the answer', async () => {
  await desk.open({ 'letter.docx': 'Dear keeper, the lamp is out.' })
  const { text, error } = await desk.ask('Give me an overview of letter.docx')
  expect(error).toBeNull()
  expect(text).toContain('It is called DOCX, but its content is TEXT')
})

describe('a Word document with a table, called by its name without the ending', () => {
  beforeAll(async () => {
    await desk.open({})
    await desk.run(`import base64, io
from docx import Document
made = Document()
made.add_heading("The essay on plants", 0)
made.add_paragraph("Light drives growth. Temperature slows it.")
made.add_heading("Measured", 1)
made.add_paragraph("Bubbles were counted.")
for label, value in [("Oxygen", "14.2"), ("Sugar", "9.1")]:
    (made.tables[0] if made.tables else made.add_table(0, 2)).add_row()
    made.tables[0].rows[-1].cells[0].text, made.tables[0].rows[-1].cells[1].text = label, value
made.save(file := io.BytesIO())
packed = base64.b64encode(file.getvalue()).decode()`)
    await desk.open({ 'essay.docx': Buffer.from(String(await desk.value('packed')), 'base64') })
  })

  test.each([
    ['what does the essay say about temperature?', '“Temperature slows it.”', '“The essay'],
    ['what does the essay say about oxygen', '“Oxygen | 14.2”', 'No sentence'],
    ['who counted bubbles', '“Bubbles were counted.”', 'Measured Bubbles'],
    ['tell me about the essay', '“The essay on plants”', 'No sentence'],
  ])('%s', async (question, says, never) => {
    desk.anew()
    const { final, error } = await desk.ask(question)
    expect(error).toBeNull()
    expect(final).toContain(says)
    expect(final).not.toContain(never)
  })

  test('to sum it up is not to look for its name', async () => {
    desk.anew()
    const { text } = await desk.ask('Summarise the essay')
    expect(text).toMatch(/essay\.docx: \d+ words/)
    expect(text).not.toContain('Sentences that hold')
  })
})
