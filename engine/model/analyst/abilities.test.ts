/** What the analyst can be asked for, each thing in the usual wordings of four languages: the same request comes of them all. */
import { describe, expect, test } from 'vitest'
import type { Request } from './request.ts'
import type { Language } from './say/say.ts'
import { request, tables } from './tables-for-tests.ts'

/** The parts of a request that a case speaks of, as names. */
type Expected = {
  action: Request['action']
  measures?: string[]
  groups?: string[]
  conditions?: string[]
} & Partial<
  Pick<Request, 'aggregate' | 'frequency' | 'order' | 'limit' | 'chart' | 'outputs' | 'growth' | 'cumulative'>
>

type Ability = { what: string; expected: Expected; asked: Record<Language, string[]> }

const { sales, staff, countries } = tables

function conditionOf(condition: Request['conditions'][number]): string {
  switch (condition.kind) {
    case 'equals':
      return `${condition.column.name} ${condition.not ? 'is not' : 'is'} ${condition.values.join(' or ')}`
    case 'number':
      return `${condition.column.name} ${condition.op} ${condition.value}`
    case 'between':
      return `${condition.column.name} ${condition.low}..${condition.high}`
    case 'time':
      return `${condition.from ?? ''}..${condition.until ?? ''}`
    case 'calendar':
      return `${condition.part} ${condition.value}`
    case 'recent':
      return `last ${condition.count} ${condition.unit}`
    default:
      return condition.kind
  }
}

const seen = (asked: Request) => ({
  ...asked,
  measures: asked.measures.map(column => column.name),
  groups: asked.groups.map(column => column.name),
  conditions: asked.conditions.map(conditionOf),
})

const LANGUAGES: Language[] = ['en', 'de', 'fr', 'es']

function every(table: (typeof tables)[keyof typeof tables], abilities: Ability[]): void {
  const cases = abilities.flatMap(({ what, expected, asked }) =>
    LANGUAGES.flatMap(language => asked[language].map(question => ({ what, question, language, expected }))),
  )
  test.each(cases)('$what, $language: $question', ({ question, language, expected }) => {
    const asked = request(question, [table])
    expect(seen(asked)).toMatchObject(expected)
    expect(asked.language).toBe(language)
  })
}

describe('a table of sales', () => {
  every(sales, [
    {
      what: 'overview',
      expected: { action: 'overview', conditions: [] },
      asked: {
        en: ['Give me an overview of the data', 'summarize this file', 'Describe the dataset', 'what is in this file?'],
        de: ['Gib mir einen Überblick über die Daten', 'Analysiere die Datei', 'Was ist in der Datei?'],
        fr: ['Donne un aperçu des données', 'Résume les données du fichier'],
        es: ['Dame un resumen de los datos', 'Resume el archivo, por favor'],
      },
    },
    {
      what: 'cleaning',
      expected: { action: 'clean' },
      asked: {
        en: ['clean the data', 'tidy up this table', 'remove the duplicates', 'fill the missing values'],
        de: ['Bereinige die Daten', 'Säubere die Tabelle'],
        fr: ['Nettoie les données'],
        es: ['Limpia los datos'],
      },
    },
    {
      what: 'missing values',
      expected: { action: 'missing' },
      asked: {
        en: ['Which values are missing?', 'are there any nulls?', 'show empty cells by column'],
        de: ['Welche Werte fehlen?', 'Wo fehlen Werte?', 'Gibt es fehlende Werte?'],
        fr: ['Quelles valeurs manquent ?', 'Y a-t-il des valeurs manquantes ?'],
        es: ['¿Qué valores faltan?', '¿Hay valores faltantes?'],
      },
    },
    {
      what: 'duplicates',
      expected: { action: 'duplicates' },
      asked: {
        en: ['are there duplicate rows', 'find repeated rows'],
        de: ['Gibt es doppelte Zeilen?', 'Zeige Duplikate in den Daten'],
        fr: ['Y a-t-il des doublons dans les données ?'],
        es: ['¿Hay filas duplicadas?', '¿Hay duplicados en los datos?'],
      },
    },
    {
      what: 'a sum for each group',
      expected: { action: 'group', measures: ['revenue'], groups: ['region'], aggregate: 'sum' },
      asked: {
        en: ['revenue by region', 'total revenue per region', 'Show revenue for each region', 'sales across regions'],
        de: ['Umsatz nach Region', 'Zeige den Umsatz pro Region', 'Gesamtumsatz je Region'],
        fr: ['Montre les ventes par région', 'total des ventes par région'],
        es: ['Muestra las ventas por región', 'ventas totales por región'],
      },
    },
    {
      what: 'a mean for each group',
      expected: { action: 'group', measures: ['unit_price'], groups: ['product'], aggregate: 'mean' },
      asked: {
        en: ['average unit price by product', 'mean unit_price per product', 'avg unit price for each product'],
        de: ['durchschnittlicher unit_price je Produkt', 'Durchschnitt von unit_price pro Produkt'],
        fr: ['moyenne de unit_price par produit', 'quel est le unit_price moyen par produit ?'],
        es: ['promedio de unit_price por producto', 'media de unit_price por producto'],
      },
    },
    {
      what: 'one number',
      expected: { action: 'value', measures: ['quantity'], aggregate: 'mean', groups: [], conditions: [] },
      asked: {
        en: ['average quantity', 'What is the mean quantity?', 'what is the avg of quantity'],
        de: ['durchschnittliche Menge', 'Wie hoch ist die durchschnittliche Menge?'],
        fr: ['quelle est la moyenne de quantity ?'],
        es: ['¿Cuál es el promedio de quantity?'],
      },
    },
    {
      what: 'how many rows',
      expected: { action: 'value', aggregate: 'count', conditions: [] },
      asked: {
        en: ['how many rows are there', 'How many orders are there?', 'number of records'],
        de: ['Wie viele Zeilen gibt es?', 'Wie viele Zeilen hat die Tabelle?'],
        fr: ['Combien de lignes y a-t-il ?'],
        es: ['¿Cuántas filas hay?'],
      },
    },
    {
      what: 'the first of a ranking',
      expected: { action: 'rank', measures: ['revenue'], groups: ['product'], order: 'most', limit: 3 },
      asked: {
        en: [
          'top 3 products by revenue',
          'What are the 3 best products by revenue?',
          'three highest products by revenue',
        ],
        de: [
          'Top 3 Produkte nach Umsatz',
          'die 3 besten Produkte nach Umsatz',
          'die drei größten Produkte nach Umsatz',
        ],
        fr: ['les 3 meilleurs produits par ventes', 'top 3 des produits par ventes'],
        es: ['los 3 mejores productos por ventas', 'top 3 de productos por ventas'],
      },
    },
    {
      what: 'the last of a ranking',
      expected: { action: 'rank', groups: ['region'], order: 'least', limit: 2 },
      asked: {
        en: ['bottom 2 regions by revenue', 'the 2 worst regions by revenue', 'two lowest regions'],
        de: ['die 2 schlechtesten Regionen nach Umsatz', 'die zwei kleinsten Regionen'],
        fr: ['les 2 pires régions par ventes'],
        es: ['las 2 peores regiones por ventas'],
      },
    },
    {
      what: 'by month',
      expected: { action: 'trend', measures: ['revenue'], frequency: 'month', aggregate: 'sum' },
      asked: {
        en: ['monthly revenue', 'revenue by month', 'Show revenue per month as a line chart', 'revenue each month'],
        de: ['Umsatz pro Monat', 'monatlicher Umsatz', 'Zeige den monatlichen Umsatz', 'Umsatz nach Monat'],
        fr: ['ventes mensuelles', 'Montre les ventes par mois'],
        es: ['ventas mensuales', 'Muestra las ventas por mes'],
      },
    },
    {
      what: 'by year',
      expected: { action: 'trend', measures: ['quantity'], frequency: 'year' },
      asked: {
        en: ['yearly quantity', 'quantity per year', 'annual quantity'],
        de: ['Menge pro Jahr', 'jährliche Menge'],
        fr: ['quantity par an', 'quantity par année'],
        es: ['quantity por año', 'quantity anual'],
      },
    },
    {
      what: 'over time',
      expected: { action: 'trend', measures: ['revenue'] },
      asked: {
        en: ['revenue over time', 'how did revenue develop', 'revenue trend', 'plot the evolution of revenue'],
        de: ['Verlauf des Umsatzes', 'Wie war die Umsatzentwicklung?', 'Zeige den Umsatzverlauf'],
        fr: ['évolution des ventes', 'tendance des ventes'],
        es: ['evolución de las ventas', 'tendencia de las ventas'],
      },
    },
    {
      what: 'the spread of a number',
      expected: { action: 'distribution', measures: ['unit_price'] },
      asked: {
        en: ['distribution of unit price', 'histogram of unit_price', 'how is unit price distributed'],
        de: ['Verteilung von unit_price', 'Histogramm von unit_price'],
        fr: ['répartition de unit_price', 'distribution de unit_price, montre'],
        es: ['distribución de unit_price', 'muestra un histograma de unit_price'],
      },
    },
    {
      what: 'how two numbers go together',
      expected: { action: 'correlation', measures: ['quantity', 'revenue'] },
      asked: {
        en: ['correlation between quantity and revenue', 'is quantity correlated with revenue'],
        de: ['Korrelation zwischen quantity und revenue', 'Gibt es einen Zusammenhang zwischen Menge und Umsatz?'],
        fr: ['corrélation entre quantity et revenue'],
        es: ['correlación entre quantity y revenue'],
      },
    },
    {
      what: 'outliers',
      expected: { action: 'outliers', measures: ['unit_price'] },
      asked: {
        en: ['outliers in unit price', 'find anomalies in unit_price', 'unusual unit prices'],
        de: ['Ausreißer in unit_price', 'Gibt es Ausreißer bei unit_price?'],
        fr: ['valeurs aberrantes de unit_price'],
        es: ['valores atípicos de unit_price', '¿Hay valores atípicos en unit_price?'],
      },
    },
    {
      what: 'only some rows',
      expected: { action: 'value', measures: ['revenue'], conditions: ['region is North'] },
      asked: {
        en: ['revenue in the North', 'total revenue where region is North', 'revenue for region North'],
        de: ['Umsatz der Region North'],
        fr: ['total des ventes pour la région North'],
        es: ['ventas totales de la región North'],
      },
    },
    {
      what: 'only a year',
      expected: { action: 'group', measures: ['revenue'], groups: ['region'], conditions: ['2023-01-01..2024-01-01'] },
      asked: {
        en: ['revenue by region in 2023', 'revenue by region for 2023'],
        de: ['Umsatz nach Region in 2023', 'Umsatz pro Region im Jahr 2023'],
        fr: ['ventes par région en 2023'],
        es: ['ventas por región en 2023'],
      },
    },
    {
      what: 'a table of two sides',
      expected: { action: 'pivot', measures: ['revenue'], groups: ['region', 'product'] },
      asked: {
        en: ['pivot table of revenue by region and product', 'cross-tab of revenue by region and product'],
        de: ['Pivot-Tabelle von Umsatz nach Region und Produkt', 'Kreuztabelle: Umsatz nach Region und Produkt'],
        fr: ['tableau croisé des ventes par région et produit'],
        es: ['tabla dinámica de ventas por región y producto'],
      },
    },
    {
      what: 'parts of the whole',
      expected: { action: 'share', measures: ['revenue'], groups: ['product'] },
      asked: {
        en: ['share of revenue by product', 'percentage of revenue by product'],
        de: ['Anteil des Umsatzes nach Produkt', 'Anteil am Umsatz pro Produkt'],
        fr: ['part des ventes par produit'],
        es: ['porcentaje de ventas por producto'],
      },
    },
    {
      what: 'a kind of chart',
      expected: { action: 'group', measures: ['revenue'], groups: ['region'], chart: 'pie' },
      asked: {
        en: ['revenue by region as a pie chart', 'pie chart of revenue by region', 'donut of revenue by region'],
        de: ['Umsatz nach Region als Kreisdiagramm', 'Tortendiagramm: Umsatz nach Region'],
        fr: ['ventes par région en camembert'],
        es: ['ventas por región en gráfico circular'],
      },
    },
  ])
})

describe('files to take away', () => {
  const outputs = (questions: Record<Language, string[]>, wanted: Request['outputs']): Ability => ({
    what: wanted.join(' and '),
    expected: { action: 'group', groups: ['region'], outputs: wanted },
    asked: questions,
  })
  every(sales, [
    outputs(
      {
        en: [
          'revenue by region as Excel',
          'save revenue by region to an xlsx',
          'export revenue by region as a spreadsheet',
        ],
        de: ['Umsatz nach Region als Excel speichern', 'Umsatz nach Region als Excel-Datei'],
        fr: ['enregistre les ventes par région en Excel'],
        es: ['guarda las ventas por región en Excel'],
      },
      ['xlsx'],
    ),
    outputs(
      {
        en: ['revenue by region as csv', 'save revenue by region', 'write revenue by region into a CSV'],
        de: ['Umsatz nach Region als CSV', 'Exportiere den Umsatz nach Region als csv'],
        fr: ['enregistre les ventes par région en CSV'],
        es: ['guarda las ventas por región como CSV'],
      },
      ['csv'],
    ),
    outputs(
      {
        en: ['revenue by region as PDF', 'create a pdf report of revenue by region'],
        de: ['Umsatz nach Region als PDF', 'Erstelle ein PDF mit dem Umsatz nach Region'],
        fr: ['crée un PDF des ventes par région'],
        es: ['crea un PDF de las ventas por región'],
      },
      ['pdf'],
    ),
    outputs(
      {
        en: [
          'revenue by region as a Word document',
          'write a report on revenue by region',
          'docx of revenue by region, please create',
        ],
        de: ['Umsatz nach Region als Word-Dokument', 'Erstelle einen Bericht: Umsatz nach Region'],
        fr: ['crée un document Word des ventes par région'],
        es: ['crea un documento Word de las ventas por región'],
      },
      ['docx'],
    ),
    outputs(
      {
        en: ['revenue by region as a PowerPoint', 'make slides of revenue by region'],
        de: ['Umsatz nach Region als PowerPoint', 'Erstelle eine Präsentation: Umsatz nach Region'],
        fr: ['crée une présentation PowerPoint des ventes par région'],
        es: ['crea una presentación de PowerPoint de las ventas por región'],
      },
      ['pptx'],
    ),
    outputs(
      {
        en: ['save a chart of revenue by region', 'revenue by region as a png', 'save revenue by region as an image'],
        de: ['Umsatz nach Region als Bild speichern', 'Umsatz nach Region als PNG'],
        fr: ['enregistre les ventes par région en PNG'],
        es: ['guarda las ventas por región como PNG'],
      },
      ['png'],
    ),
  ])

  test('several at once, once each', () => {
    expect(request('save revenue by region as Excel, PDF and again as Excel', [sales]).outputs).toEqual(['xlsx', 'pdf'])
    expect(request('speichere Umsatz nach Region als Excel und als PDF', [sales]).outputs).toEqual(['xlsx', 'pdf'])
  })
})

describe('a table of staff', () => {
  every(staff, [
    {
      what: 'people who fit',
      expected: { action: 'rows', conditions: ['salary > 60000'] },
      asked: {
        en: [
          'list employees with a salary above 60000',
          'show employees with salary over 60k',
          'employees whose salary is more than 60,000',
        ],
        de: ['Zeige Mitarbeiter mit Gehalt über 60000'],
        fr: ['affiche les lignes où salary est supérieur à 60000'],
        es: ['muestra las filas donde salary es mayor que 60000'],
      },
    },
    {
      what: 'who has the most',
      expected: { action: 'rank', measures: ['salary'], groups: ['name'], order: 'most' },
      asked: {
        en: ['who earns the most', 'Who has the highest salary?'],
        de: ['Wer verdient am meisten?', 'Wer hat das höchste Gehalt?'],
        fr: ['Qui gagne le plus ?'],
        es: ['¿Quién gana más?'],
      },
    },
    {
      what: 'different values',
      expected: { action: 'unique', measures: ['department'] },
      asked: {
        en: ['list all departments', 'what are the different departments', 'show the unique values of department'],
        de: ['Welche Abteilungen gibt es?'],
        fr: ['quels sont les departments ?'],
        es: ['¿cuáles son los departments?'],
      },
    },
  ])
})

describe('a panel of countries', () => {
  every(countries, [
    {
      what: 'one country over the years',
      expected: { action: 'trend', measures: ['population'], conditions: ['country is India'] },
      asked: {
        en: ['population of India over time', 'how did the population of India develop', 'population trend for India'],
        de: ['Bevölkerung von India über die Zeit', 'Entwicklung der Bevölkerung von India'],
        fr: ['évolution de la population de India'],
        es: ['evolución de la población de India'],
      },
    },
  ])
})
