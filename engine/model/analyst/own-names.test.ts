/** Titles, tables and files bear names in the language of the question, in its word order. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  const rows = Array.from(
    { length: 60 },
    (_, at) =>
      `${at + 1},2024-${String((at % 12) + 1).padStart(2, '0')}-15,${['Köln', 'Gießen', 'Ulm'][at % 3]},${at % 7},${at * 3}`,
  )
  await desk.open({ 'laden.csv': `Nummer,Datum,Stadt,Menge,Betrag\n${rows.join('\n')}\n` })
})
afterAll(() => desk.close())

test.each<[string, string, string, string]>([
  [
    'Welche Stadt hat den höchsten Betrag? Speichere als CSV',
    'Betrag je Stadt',
    'stadt_nach_betrag',
    'betrag_je_stadt.csv',
  ],
  [
    'Größter Betrag je Stadt als CSV',
    'Größter Wert von Betrag je Stadt',
    'groesster_wert_von_betrag_je_stadt',
    'groesster_wert_von_betrag_je_stadt.csv',
  ],
  ['Verteilung von Betrag als PNG', 'Verteilung von Betrag', 'verteilung_von_betrag', 'verteilung_von_betrag.png'],
  ['Ausreißer in Betrag als CSV', 'Ausreißer in Betrag', 'ausreisser_in_betrag', 'ausreisser_in_betrag.csv'],
  ['Bereinige die Daten und speichere als CSV', 'Laden.csv bereinigt', 'laden_bereinigt', 'laden_csv_bereinigt.csv'],
  ['Betrag pro Monat als CSV', 'Betrag pro Monat', 'betrag_pro_monat', 'betrag_pro_monat.csv'],
  [
    'Streudiagramm Menge gegen Betrag als PNG',
    'Menge und Betrag',
    'korrelation_mit_menge_und_betrag',
    'menge_und_betrag.png',
  ],
  [
    '¿Qué Stadt tiene el mayor Betrag? guárdalo como csv',
    'Betrag por stadt',
    'stadt_por_betrag',
    'betrag_por_stadt.csv',
  ],
  ['distribución de Betrag en png', 'Distribución de betrag', 'distribucion_de_betrag', 'distribucion_de_betrag.png'],
  ['répartition de Betrag en png', 'Répartition de betrag', 'repartition_de_betrag', 'repartition_de_betrag.png'],
  ['which Stadt has the highest Betrag, save as csv', 'Stadt by betrag', 'top_stadt_by_betrag', 'stadt_by_betrag.csv'],
])('%s', async (question, title, table, file) => {
  desk.anew()
  const { code, left, error, text } = await desk.ask(question)
  expect(error).toBeNull()
  expect(/^ *title = "(.*)"$/m.exec(code)?.[1]).toBe(title)
  expect(left).toContain(table)
  expect(text).toContain(file)
})
