/** Rows that are to go: the table without them comes back, with the counts before and after, and the file stays as it is. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Answer, type Desk } from './desk-for-tests.ts'

const FILE = [
  'name,city,amount,note',
  'Ada,Rome,5,x',
  'Ben,Rome,,y',
  'Cas,,7,',
  'Dan,Oslo,9,z',
  'Eva,Oslo,900,q',
  ',,,',
  'Gil,Oslo,6,q',
  'Hal,Oslo,7,q',
  'Ivy,Bern,8,q',
].join('\n')

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.open({ 'shops.csv': FILE }))

async function asked(questions: string | string[]): Promise<Answer> {
  const answer = await desk.ask(questions)
  expect(answer.error).toBeNull()
  expect(answer.warned).toEqual([])
  return answer
}

const left = () =>
  desk.value(
    '(globals().get("shops_left", globals().get("shops_uebrig", globals().get("shops_restantes")))).name.fillna("").tolist()',
  )

describe('the rows that stay', () => {
  test.each<[string, string[]]>([
    ['delete the rows where city is Oslo', ['Ada', 'Ben', 'Cas', '', 'Ivy']],
    ['please drop all rows with an amount above 8', ['Ada', 'Ben', 'Cas', '', 'Gil', 'Hal', 'Ivy']],
    ['remove Rome and Bern', ['Cas', 'Dan', 'Eva', '', 'Gil', 'Hal']],
    [
      'can you get rid of the rows where city is Oslo and amount is below 7',
      ['Ada', 'Ben', 'Cas', 'Dan', 'Eva', '', 'Hal', 'Ivy'],
    ],
    ['remove the rows where city is Rome or amount is above 100', ['Cas', 'Dan', '', 'Gil', 'Hal', 'Ivy']],
    ['delete all rows except Rome', ['Ada', 'Ben']],
    ['exclude Oslo', ['Ada', 'Ben', 'Cas', '', 'Ivy']],
    ['delete rows with missing values', ['Ada', 'Dan', 'Eva', 'Gil', 'Hal', 'Ivy']],
    ['drop the rows where amount is missing', ['Ada', 'Cas', 'Dan', 'Eva', 'Gil', 'Hal', 'Ivy']],
    ['remove rows where amount is blank or city is Oslo', ['Ada', 'Cas', 'Ivy']],
    ['remove empty rows', ['Ada', 'Ben', 'Cas', 'Dan', 'Eva', 'Gil', 'Hal', 'Ivy']],
    ['remove the outliers', ['Ada', 'Ben', 'Cas', 'Dan', '', 'Gil', 'Hal', 'Ivy']],
    ['Lösche alle Zeilen, in denen city Oslo ist', ['Ada', 'Ben', 'Cas', '', 'Ivy']],
    ['Zeilen mit city Oslo löschen', ['Ada', 'Ben', 'Cas', '', 'Ivy']],
    ['Entferne leere Zeilen', ['Ada', 'Ben', 'Cas', 'Dan', 'Eva', 'Gil', 'Hal', 'Ivy']],
    ['Supprime les lignes où city est Oslo', ['Ada', 'Ben', 'Cas', '', 'Ivy']],
    ['supprime les lignes vides', ['Ada', 'Ben', 'Cas', 'Dan', 'Eva', 'Gil', 'Hal', 'Ivy']],
    ['Elimina las filas donde city es Oslo', ['Ada', 'Ben', 'Cas', '', 'Ivy']],
    ['elimina las filas vacías', ['Ada', 'Ben', 'Cas', 'Dan', 'Eva', 'Gil', 'Hal', 'Ivy']],
  ])('%s', async (question, names) => {
    const { text, final } = await asked(question)
    expect(await left()).toEqual(names)
    expect(final).toContain(String(names.length))
    for (const count of ['9', String(9 - names.length), String(names.length)]) expect(text).toContain(count)
    expect(text).not.toMatch(/Not used|nicht verwendet|Non utilisé|No usado/)
  })

  test('the answer tells before and after, where the rest is, and that the file is untouched', async () => {
    const { text, final } = await asked('delete the rows where city is Oslo')
    expect(text).toContain('**4 of 9 rows removed, 5 left. Removed: city is Oslo.**')
    expect(text).toContain('- Before: 9 rows\n- After: 5 rows\n- Amount in total: 942 before, 20 after')
    expect(text).toContain('The file shops.csv itself is unchanged; the rows left are in the variable shops_left')
    expect(final).toBe('5 of 9 rows left')
    expect(await desk.value('open(file_1_path, encoding="utf-8").read()')).toBe(FILE)
    expect(await desk.value('len(shops)')).toBe(9)
  })

  test('where no row fits nothing goes, and that is said', async () => {
    const { text } = await asked('delete the rows where city is Atlantis')
    expect(text).toContain('No row fits, so nothing was removed: city is Atlantis')
    expect(await desk.value('len(shops_left)')).toBe(9)
  })

  test('every row may go', async () => {
    const { text } = await asked('delete the rows where amount is above 0')
    expect(text).toContain('7 of 9 rows removed, 2 left')
  })

  test('the rest is saved where that is asked for', async () => {
    const { text } = await asked('delete the rows where city is Oslo and save it as csv')
    expect(text).toContain('Saved: ')
    expect(
      await desk.value(
        '[len(pd.read_csv(p, skip_blank_lines=False)) for p in __import__("pathlib").Path(OUTPUT_DIR).glob("*.csv")]',
      ),
    ).toEqual([5])
  })
})

describe('what was removed stays away', () => {
  test('from the next removal', async () => {
    const { text } = await asked(['delete the rows where city is Oslo', 'also remove Rome'])
    expect(text).toContain('6 of 9 rows removed, 3 left')
    expect(await left()).toEqual(['Cas', '', 'Ivy'])
  })
  test('from a new question, which says so, until all rows are asked for', async () => {
    const first = await asked(['delete the rows where city is Oslo', 'total amount'])
    expect(first.final).toBe('20')
    expect(first.text).toContain('the rows with city is Oslo are still left out, as asked before')
    const second = await asked('total amount for all data')
    expect(second.final).toBe('942')
    expect(second.text).not.toContain('still left out')
  })
  test.each(['for all data', 'undo that', 'bring them back'])('until %s', async words => {
    const { text } = await asked(['delete the rows where city is Oslo', words])
    expect(text).toContain('9 of 9 rows fit')
    expect((await asked(['delete the rows where city is Oslo', words, 'total amount'])).final).toBe('942')
  })
  test('from an answer that stood before', async () => {
    expect((await asked(['total amount by city', 'now remove Oslo'])).text).toContain('All together: 13 in 2 groups')
  })
  test('when the same sentence asks for more', async () => {
    expect((await asked('remove Oslo and show the total amount by city')).text).toContain(
      'All together: 13 in 2 groups',
    )
  })
})

describe('what is no removal of rows', () => {
  test.each([
    ['delete the first row', 'I delete nothing'],
    ['delete the column note', 'I delete nothing'],
    ['remove rows with frobnication below 3', 'nothing called frobnication'],
    ['drop the duplicates', 'shops.csv cleaned'],
  ])('%s', async (question, says) => {
    expect((await desk.ask(question)).text).toContain(says)
  })
})

test('names and values of the file are never code', async () => {
  await desk.open({ 'shops.csv': 'kind,"it\'s {1+1} ""q"" \\n"\n{1+1}\'x,1\n{1+1}\'x,2\nok,\nok,4\n' })
  const { text } = await asked('delete the rows where kind is "{1+1}\'x"')
  expect(text).toContain("2 of 4 rows removed, 2 left. Removed: kind is {1+1}'x")
  desk.anew()
  expect((await asked('remove rows with missing values')).text).toContain('1 of 4 rows removed')
})

/** Ann is far out. By city: Rome 10 and 12, Oslo 11 and 13, with Ann 900. */
const PRICES = 'name,city,price,weight\nAda,Rome,10,1\nBen,Rome,12,2\nCas,Oslo,11,1\nDan,Oslo,13,2\nAnn,Oslo,900,1\n'

describe('outliers are left out before a figure', () => {
  beforeEach(() => desk.open({ 'prices.csv': PRICES }))

  test.each([
    'remove the outliers first, then show the average price by city',
    'Remove outliers and show the average price by city',
    'average price by city without outliers',
    'After removing the outliers, what is the average price by city?',
    'Durchschnitt price je city ohne Ausreißer',
  ])('%s', async question => {
    const { text } = await asked(question)
    expect(text).toMatch(/Oslo[^\n]*12/)
    expect(text).toMatch(/Rome[^\n]*11/)
    expect(text).not.toContain('308')
    expect(text).toMatch(/1 row is left out: an outlier in price|1 Zeile bleibt weg: Ausreißer in price/)
  })
  test('those of the answer before', async () => {
    const { text } = await asked(['average price by city', 'without outliers'])
    expect(text).toMatch(/Oslo[^\n]*12/)
    expect(text).toContain('1 row is left out')
  })
  test('and a limit of the figure is none of the outliers', async () => {
    const { text } = await asked('remove the outliers, then show the average price for Oslo')
    expect(text).toContain('Average price (not an outlier in price, city is Oslo): 12')
  })
  test('of which number is asked where several may be meant', async () => {
    expect((await desk.ask('remove the outliers')).text).toContain('It is not clear which number is meant')
  })
})
