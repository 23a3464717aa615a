/** Words that mean the same in tables. The first of a line names the concept; English first, then the usual ones of the other languages. */
import { stem } from './words.ts'

const LINES = [
  'revenue sales amount betrag turnover proceeds takings umsatz umsatze umsätze erlös erlöse einnahmen ventes ventas ingresos recettes',
  'amount sum total betrag summe',
  'price cost_per_unit preis preise prix precio',
  'cost expense spend spending kosten ausgaben coût costo coste gasto',
  'profit earnings gewinn bénéfice beneficio ganancia',
  'margin marge gewinnmarge margen',
  'quantity qty unit piece volume menge anzahl stück stückzahl quantité cantidad',
  'date day datum tag fecha',
  'time timestamp datetime zeit zeitpunkt uhrzeit',
  'year jahr jahre',
  'month monat monate',
  'week woche wochen',
  'customer client buyer shopper kunde kunden cliente',
  'product item article sku goods produkt produkte artikel ware produit producto',
  'region area territory gebiet région región',
  'country nation land länder laender país países',
  'city town stadt städte ort ville ciudad ciudades',
  'state province bundesland',
  'store shop branch outlet filiale filialen laden geschäft',
  'category type kind class kategorie kategorien art catégorie categoría',
  'segment group gruppe gruppen',
  'employee worker staff person people colleague rep representative salesperson seller verkäufer vertreter mitarbeiter angestellte personal employé employée empleado empleada',
  'department dept division team abteilung abteilungen bereich département departamento',
  'salary payroll pay wage compensation income gehalt gehälter lohn einkommen salaire salario sueldo',
  'age alter old âge edad',
  'gender sex geschlecht sexe sexo género',
  'rating rated score stars grade mark bewertung note',
  'name title',
  'order purchase bestellung bestellungen auftrag aufträge commande pedido',
  'transaction sale invoice rechnung transaktion',
  'discount rebate rabatt',
  'tax vat steuer mwst',
  'temperature temp temperatur',
  'humidity moisture feuchte luftfeuchtigkeit',
  'pressure druck',
  'speed velocity geschwindigkeit',
  'weight mass gewicht',
  'height size größe höhe',
  'population pop inhabitant resident einwohner einwohnern bevölkerung población',
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
  'subject fach fächer',
  'class klasse klassen',
]

const conceptOf = new Map<string, string[]>()
for (const line of LINES) {
  const words = line.split(' ')
  const [concept = ''] = words
  for (const word of new Set(words.flatMap(each => [each, stem(each)])))
    conceptOf.set(word, [...(conceptOf.get(word) ?? []), concept])
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
    'card cards byte bytes fehlstunden fehltage case cases death deaths birth births passenger passengers emission emissions production export import rainfall precipitation count sum ' +
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
