/** Words that mean the same in tables. The first of a line names the concept; English first, then common German. */

const LINES = [
  'revenue sales amount betrag turnover proceeds takings umsatz umsatze umsätze erlös erlöse einnahmen',
  'amount sum total betrag summe',
  'price cost_per_unit preis preise',
  'cost expense spend spending kosten ausgaben',
  'profit margin earnings gewinn marge',
  'quantity qty unit piece volume menge anzahl stück stückzahl',
  'date day datum tag',
  'time timestamp datetime zeit zeitpunkt uhrzeit',
  'year jahr jahre',
  'month monat monate',
  'week woche wochen',
  'customer client buyer shopper kunde kunden',
  'product item article sku goods produkt produkte artikel ware',
  'region area territory gebiet',
  'country nation land länder laender',
  'city town stadt städte ort',
  'state province bundesland',
  'store shop branch outlet filiale filialen laden geschäft',
  'category type kind class kategorie kategorien art',
  'segment group gruppe gruppen',
  'employee worker staff person people colleague mitarbeiter angestellte personal',
  'department dept division team abteilung abteilungen bereich',
  'salary payroll pay wage compensation income gehalt gehälter lohn einkommen',
  'age alter old',
  'gender sex geschlecht',
  'rating score stars grade mark bewertung note',
  'name title',
  'order purchase bestellung bestellungen auftrag aufträge',
  'transaction sale invoice rechnung transaktion',
  'discount rebate rabatt',
  'tax vat steuer mwst',
  'temperature temp temperatur',
  'humidity moisture feuchte luftfeuchtigkeit',
  'pressure druck',
  'speed velocity geschwindigkeit',
  'weight mass gewicht',
  'height size größe höhe',
  'population pop inhabitant resident einwohner bevölkerung',
  'gdp bip',
  'continent kontinent kontinente erdteil',
  'life leben lebenserwartung',
  'satisfaction satisfied happiness zufriedenheit',
  'answer response reply antwort',
  'comment remark feedback kommentar bemerkung',
  'manager boss supervisor lead chef vorgesetzter',
  'channel medium kanal',
  'supplier vendor lieferant',
  'status zustand',
  'duration length dauer länge',
  'distance entfernung strecke',
  'tenure seniority betriebszugehörigkeit',
  'hire hired hiring join joined einstellung eingestellt',
  'ship shipped shipping delivery deliver versand lieferung',
  'location place site standort',
  'hour stunde stunden hours',
  'bonus prämie',
  'performance leistung',
  'vote voter stimme stimmen',
  'student pupil schüler student studenten',
  'payment paid zahlung bezahlung',
  'method way methode',
]

const conceptOf = new Map<string, string[]>()
for (const line of LINES) {
  const words = line.split(' ')
  const [concept = ''] = words
  for (const word of words) conceptOf.set(word, [...(conceptOf.get(word) ?? []), concept])
}

/** The concepts a (singular, lower-case) word stands for. */
export const conceptsOf = (word: string): string[] => conceptOf.get(word) ?? []

export const sameConcept = (a: string, b: string): boolean => {
  const ofB = conceptsOf(b)
  return conceptsOf(a).some(concept => ofB.includes(concept))
}

/** Measures that add up over rows; anything else is averaged. */
const ADDS_UP = new Set(
  (
    'revenue sales sale turnover amount total quantity qty unit units order orders cost expense profit volume visit visits click clicks view views ' +
    'spend spending sold umsatz menge betrag kosten gewinn anzahl stück einnahmen ausgaben tax discount_amount shipping donation payment paid ' +
    'case cases death deaths birth births passenger passengers emission emissions production export import rainfall precipitation count sum ' +
    'population pop inhabitant einwohner calls call minutes downloads goals points votes hours subtotal fee fees freight'
  ).split(' '),
)
const NEVER_ADDS_UP = new Set(
  (
    'price rate ratio percent percentage pct avg average mean median share score rating index temperature temp age per life expectancy humidity ' +
    'pressure speed salary wage preis alter temperatur quote gehalt satisfaction tenure capita level density gpa grade margin probability std ' +
    'discount height weight latitude longitude lat lon lng year bonus experience'
  ).split(' '),
)

export const addsUp = (words: string[]): boolean =>
  words.some(word => ADDS_UP.has(word)) && !words.some(word => NEVER_ADDS_UP.has(word))

/** Measures of a moment, not of a stretch of time: adding them over years would be wrong. */
const STOCK = new Set(
  'population pop inhabitant resident einwohner headcount stock inventory balance area employees members subscribers users'.split(
    ' ',
  ),
)
export const isStock = (words: string[]): boolean => words.some(word => STOCK.has(word)) || !addsUp(words)
