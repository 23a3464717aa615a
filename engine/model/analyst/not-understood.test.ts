/** What the analyst says when there is nothing to compute: plainly, in the language of the question, with things it can do. */
import { describe, expect, test } from 'vitest'
import type { ModelMessage } from '../model.ts'
import type { Language } from './say/say.ts'
import { profiled, shapes, table, tables, turn } from './tables-for-tests.ts'
import { questionsFor } from './offers.ts'
import { understand } from './understand.ts'

const profile = (shape: Parameters<typeof profiled>[0]): ModelMessage[] => [
  { role: 'assistant', text: '', calls: [{ id: 'profile-1', name: 'profile_data', input: { name: shape.file } }] },
  { role: 'tool', callId: 'profile-1', name: 'profile_data', text: profiled(shape) },
]

async function said(question: string, shape?: Parameters<typeof profiled>[0]): Promise<string> {
  const messages: ModelMessage[] = [{ role: 'user', text: question }, ...(shape ? profile(shape) : [])]
  const parts = await turn(messages)
  expect(parts.at(-1)).toMatchObject({ type: 'end', reason: 'stop' })
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('')
}

const offered = (text: string): string[] =>
  text.split('\n').flatMap(line => (line.startsWith('- ') ? [line.slice(2)] : []))

describe('a word that the data does not have', () => {
  test.each<[Language, string, string]>([
    ['en', 'average frobnication', 'The data has nothing called frobnication'],
    ['de', 'Was ist der Durchschnitt von Quotenschlüssel?', 'In den Daten heißt nichts Quotenschlüssel'],
    ['fr', 'Quelle est la moyenne de frobnicateur ?', 'Rien dans les données ne s’appelle frobnicateur'],
    ['es', '¿Cuál es el promedio de frobnicador?', 'Nada en los datos se llama frobnicador'],
  ])('%s: %s', async (language, question, says) => {
    const text = await said(question, shapes.sales)
    expect(text).toContain(says)
    expect(text).toContain('order_id, order_date, region, product, quantity, unit_price, revenue, customer')
    const questions = offered(text)
    expect(questions).toHaveLength(3)
    for (const each of questions)
      expect(understand(each, [tables.sales]), each).toMatchObject({ kind: 'request', language })
  })

  test('of many columns twenty are named, and how many more there are', async () => {
    const wide = {
      file: 'wide.csv',
      rows: 5,
      columns: Array.from({ length: 90 }, (_, index) => ({ name: `m${index}`, type: 'decimal' })),
    }
    const text = await said('frobnicate it all', wide)
    expect(text).toContain('m18, m19 and 70 more')
    expect(text).not.toContain('m20,')
  })

  test('names of columns cannot become links, tags or headings', async () => {
    const text = await said('frobnicate', {
      file: '<b>x</b>.csv',
      rows: 5,
      columns: [{ name: '[click](http://x)' }, { name: '<img src=x>' }, { name: '`code`' }],
    })
    expect(text).not.toMatch(/(?<!\\)[[<`]/)
  })
})

describe('without a file', () => {
  test.each<[Language, string, string]>([
    ['en', 'what is the average of my numbers', 'no file'],
    ['de', 'Was ist der Durchschnitt meiner Zahlen?', 'keine datei'],
    ['fr', 'Quelle est la moyenne de mes nombres ?', 'fichier'],
    ['es', '¿Cuál es el promedio de mis números?', 'archivo'],
  ])('%s: says so, and offers what needs none', async (language, question, says) => {
    const text = await said(question)
    expect(text.toLowerCase()).toContain(says)
    for (const each of offered(text)) expect(understand(each, []), each).toMatchObject({ kind: 'request', language })
    expect(offered(text)).toHaveLength(3)
  })
})

describe('small talk', () => {
  test.each<[string, string]>([
    ['hello', 'Hello.'],
    ['Hi there!', 'Hello.'],
    ['Hallo', 'Hallo.'],
    ['Bonjour', 'Bonjour'],
    ['Hola', 'Hola'],
  ])('%s is greeted back, with things to ask', async (greeting, says) => {
    const text = await said(greeting, shapes.sales)
    expect(text).toContain(says)
    expect(offered(text)).toHaveLength(3)
  })

  test.each<[string, string]>([
    ['thanks', 'You are welcome; next you could ask, for instance: “Show the total revenue by region”.'],
    ['Thank you so much!', 'You are welcome;'],
    ['ok great', 'You are welcome;'],
    ['Perfect, thanks a lot', 'You are welcome;'],
    ['danke', 'Gern geschehen; als Nächstes ginge zum Beispiel: „'],
    ['Super, vielen Dank!', 'Gern geschehen;'],
    ['merci beaucoup', 'Je vous en prie ; ensuite vous pourriez demander, par exemple : « '],
    ['muchas gracias', 'De nada; después podría preguntar, por ejemplo: «'],
  ])('%s is answered with one sentence and one thing to go on with', async (thanks, says) => {
    const text = await said(thanks, shapes.sales)
    expect(text.startsWith(says)).toBe(true)
    expect(text.split('\n')).toHaveLength(1)
  })

  test('thanks without a file ask for one', async () => {
    expect(await said('thanks!')).toBe('You are welcome; drop in a file whenever you want to go on.')
  })

  test.each(['thanks, now show revenue by region', 'great, and by product?', 'ok show the average revenue'])(
    '%s asks for something',
    question => {
      expect(understand(question, [tables.sales]).kind).toBe('request')
    },
  )

  test.each(['what can you do?', 'Are you an AI?', 'who are you', 'help'])('%s is answered truly', async question => {
    const text = await said(question, shapes.sales)
    expect(text).toContain('not a language model')
    expect(text).toContain('connect a language model in the settings')
  })
})

describe('what is offered fits the table', () => {
  test.each<[string, Parameters<typeof profiled>[0]]>([
    ['no number', { file: 'a.csv', rows: 9, columns: [{ name: 'city', values: ['Rome', 'Oslo'] }] }],
    ['one number', { file: 'a.csv', rows: 9, columns: [{ name: 'amount', type: 'decimal' }] }],
    ['only a time', { file: 'a.csv', rows: 9, columns: [{ name: 'when', type: 'date', min: '2024-01-01' }] }],
    ['an empty column', { file: 'a.csv', rows: 9, columns: [{ name: 'gap', missing: 9, distinct: 0 }, { name: 'n' }] }],
    [
      'names with signs',
      {
        file: 'a.csv',
        rows: 9,
        columns: [
          { name: 'a_b (c) "d"', type: 'decimal' },
          { name: 'e: f', values: ['x', 'y'] },
        ],
      },
    ],
  ])('%s', (_, shape) => {
    const known = table(shape)
    for (const language of ['en', 'de', 'fr', 'es'] as const) {
      const questions = questionsFor(known, language)
      expect(questions).toHaveLength(3)
      for (const question of questions)
        expect(understand(question, [known]), question).toMatchObject({ kind: 'request', language })
    }
  })

  test('names that would not be heard as such stand in quotes, and those very columns are understood', () => {
    const known = table({
      file: 'a.csv',
      rows: 9,
      columns: [
        { name: 'price of bread', type: 'decimal' },
        { name: 'price', type: 'decimal' },
        { name: 'and/or', values: ['x', 'y'] },
      ],
    })
    for (const language of ['en', 'de', 'fr', 'es'] as const) {
      const [first = ''] = questionsFor(known, language)
      expect(first).toContain('“price of bread”')
      const request = { measures: [{ name: 'price of bread' }], groups: [{ name: 'and/or' }] }
      expect(understand(first, [known])).toMatchObject({ kind: 'request', request })
    }
  })

  test('a measure that adds up is added, another is averaged, an empty one is not offered', () => {
    const [first = ''] = questionsFor(tables.sales, 'en')
    expect(first).toBe('Show the total revenue by region')
    expect(questionsFor(tables.staff, 'en')[0]).toBe('Show the average salary by department')
    const half = table({
      file: 'a.csv',
      rows: 9,
      columns: [
        { name: 'sales', type: 'decimal', missing: 9, distinct: 0 },
        { name: 'price', type: 'decimal' },
        { name: 'city', values: ['a', 'b'] },
      ],
    })
    expect(questionsFor(half, 'en')[0]).toBe('Show the average price by city')
  })
})

describe('a question that is no question any more', () => {
  test.each<[Language, string]>([
    ['en', 'This question is too long for me: ask it in at most 2000 characters'],
    ['de', 'Diese Frage ist mir zu lang: Bitte stell sie in höchstens 2000 Zeichen'],
  ])('%s: pages of text are refused at once', async (language, says) => {
    const page = { en: 'please drop the revenue of january and ', de: 'zeige mir bitte den Umsatz je Region und ' }
    expect(await said((page[language as 'en' | 'de'] ?? '').repeat(2500), shapes.sales)).toContain(says)
  })

  // In every combination they would be a number of eighteen digits: the test would not come to its end.
  test('words that could be read in two ways are not tried in every combination', () => {
    expect(understand(`${'would like '.repeat(60)}x`, [tables.sales])).toBeTypeOf('object')
  })
})
