/** Questions in four languages, answered in that of the question with numbers written its way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { numbersIn } from '../../agent/numbers.ts'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { inMonth, sales, salesCsv, shown, total } from './files-for-tests.ts'
import { questionsFor } from './offers.ts'
import { tables } from './tables-for-tests.ts'
import { understand } from './understand.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.open({ 'sales.csv': salesCsv }))

const best = total(inMonth('2024-03'))
const west = total(sales.filter(row => row.region === 'West'))
const desks = sales.filter(row => row.product === 'Desk')

describe('the usual wordings give right numbers', () => {
  test.each([
    ['Zeige den monatlichen Umsatz', ['Revenue: von ', 'Höchstwert', shown(best, 'de-DE')]],
    ['die 2 größten Regionen', [`West: ${shown(west, 'de-DE')}`]],
    ['durchschnittlicher Umsatz je Produkt', [shown(total(desks) / desks.length, 'de-DE')]],
    ['Welcher Monat war der beste und was war sein Anteil am Jahr?', ['März 2024', shown(best, 'de-DE'), 'von 2024']],
    ['Wie viele Zeilen gibt es?', ['240']],
    ['Wo fehlen Werte?', ['Keine Zelle fehlt']],
    ['fehlende Werte', ['Keine Zelle fehlt']],
    ['Gibt es Ausreißer in revenue?', ['10 Ausreißer']],
    ['Umsatz der Region West', [shown(west, 'de-DE')]],
    ['Montre les ventes mensuelles', ['Revenue : de ', 'maximum']],
    ['Montre les ventes par région', ['West']],
    ['Quelles sont les valeurs manquantes ?', ['Aucune cellule ne manque']],
    ['Muestra las ventas por región', [shown(west, 'de-DE')]],
    ['los 2 mejores productos por ventas', [`Desk: ${shown(total(desks), 'de-DE')}`]],
    ['¿Cuántas filas hay?', ['240']],
    ['¿Hay valores atípicos en revenue?', ['10 valores atípicos']],
  ])('%s', async (question, says) => {
    const { final, error, warned } = await desk.ask(question)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    for (const text of says) expect(final).toContain(text)
  })
})

test('a follow-up without words of its own keeps the language; another language changes it', async () => {
  expect((await desk.ask(['Umsatz pro Monat als Liniendiagramm', 'als Excel speichern'])).text).toContain(
    'Gespeichert: ',
  )
  expect((await desk.ask('PDF')).text).toMatch(/Gespeichert|verstanden/)
  expect((await desk.ask('show that as a bar chart')).text).toContain('I read the question as')
})

test.each(['Zeige den monatlichen Umsatz', 'Montre les ventes mensuelles', 'Muestra las ventas mensuales'])(
  '%s: each number reads as the one that was computed',
  async question => {
    const { final } = await desk.ask(question)
    const read = numbersIn(final ?? '').flatMap(({ readings }) => readings.map(({ value }) => value))
    expect(read).toContain(best)
  },
)

describe('when it does not understand', () => {
  test.each([
    ['What is the frobnication?', 'I recognised no column'],
    ['Was ist der Quotenschlüssel?', 'habe ich keine Spalte'],
    ['Quel est le frobnicateur ?', 'ni colonne ni tâche'],
    ['¿Cuál es el frobnicador?', 'ninguna columna ni tarea'],
  ])('%s: says so and offers three things with these columns', async (question, says) => {
    const { text } = await desk.ask(question)
    expect(text).toContain(says)
    expect(text).toContain('order_id, order_date, region, product, quantity, revenue')
    expect(text.split('\n').filter(line => line.startsWith('- '))).toHaveLength(3)
  })

  test.each(['en', 'de', 'fr', 'es'] as const)('what it offers in %s it understands', language => {
    for (const table of Object.values(tables))
      for (const question of questionsFor(table, language))
        expect(understand(question, [table]), question).toMatchObject({ kind: 'request', language })
  })
})
