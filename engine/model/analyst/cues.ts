/** Keywords of a question: what to do, how to draw it, where to save it. Columns and values are another matter (scan.ts). */
import { countOf } from './dates.ts'
import type { Action, Aggregate, ChartKind, Frequency, Output, Style } from './request.ts'
import type { Language } from './say/say.ts'

export type Cues = {
  language: Language
  outputs: Output[]
  /** The file name asked for, without its ending. */
  fileName?: string
  chart?: ChartKind
  draws: boolean
  aggregate?: Aggregate
  frequency?: Frequency
  action?: Action
  order?: 'most' | 'least'
  limit?: number
  /** Not the best, but the second best. */
  place?: number
  growth: boolean
  /** The best month's share of its year, or of all. */
  within?: 'year' | 'all'
  sorts: boolean
  cumulative: boolean
  byDate?: 'most' | 'least'
  /** "Total orders", not "how much". */
  totals: boolean
  zScore: boolean
  edits: boolean
  style: Style
  /** Character ranges already understood; no column is looked for in them. */
  taken: [number, number][]
  /** Character ranges that say what to do; a column may stand there all the same. */
  read: [number, number][]
  greets: boolean
  asksHelp: boolean
}

const FORMATS: [RegExp, Output][] = [
  [/\bcsv\b/gi, 'csv'],
  [/\b(?:excel(?: (?:file|sheet|workbook|datei))?|xlsx|spread ?sheet|workbook)\b/gi, 'xlsx'],
  [
    /\b(?:docx|(?:microsoft |ms )?word (?:document|file|doc|report)|word[- ]?(?:dokument|datei)|(?<=\b(?:as|in|to|into|als|generate|create|make|write|a|an|and|und) (?:an? )?)word)\b/gi,
    'docx',
  ],
  [/\bpdf(?: (?:report|file|document|datei))?\b/gi, 'pdf'],
  [/\b(?:power ?point(?: presentation)?|pptx|slide deck|slides?|presentation|präsentation)\b/gi, 'pptx'],
  [/\b(?:png|jpe?g|image|picture|bild)\b/gi, 'png'],
  [/\bjson\b/gi, 'json'],
  [/\bmarkdown\b/gi, 'md'],
  [/\bhtml\b/gi, 'html'],
]
const REPORT = /\b(?:report|document|bericht|dokument)\b/i
const MAKE =
  /\b(?:save|saved|export|download|create|make|generate|write|produce|build|convert|turn|give|put|prepare|draft|speicher\w*|exportier\w*|erstell\w*|schreib\w*|mach\w*|erzeug\w*|gib)\b/i
const AS_FILE = /\b(?:as|als|to|into|in)\s+(?:an? |the |eine? )?(?:new )?$/i
const OF_UPLOAD =
  /\b(?:this|the|my|from|uploaded|of the|in the|in this|attached|these|diese[rs]?|der|die|das)\s+(?:uploaded |attached )?$/i

const NAMED_FILE =
  /\b(?:as|to|into|named|called|als)\s+["'“`]?([\w-]+)\.(csv|xlsx|docx|pdf|pptx|png|json|md|html)\b["'”`]?/gi
const FILE_NAME = /[\w-]+\.(?:csv|tsv|xlsx?|docx|pdf|pptx|json|txt|parquet)\b/gi
const SAVES = /\b(?:save|export|download|speicher\w*|exportier\w*)\b/i

/** A format is wanted when it is made or stands behind "as"; "in the Excel file" speaks of an upload. */
function isWanted(before: string, makes: boolean): boolean {
  if (AS_FILE.test(before)) return !/\bin (?:the |this )$/i.test(before)
  return makes && !OF_UPLOAD.test(before)
}

function outputs(question: string, taken: [number, number][]): { outputs: Output[]; fileName?: string } {
  const found = new Set<Output>()
  let fileName: string | undefined
  for (const match of question.matchAll(NAMED_FILE)) {
    found.add(match[2]?.toLowerCase() as Output)
    fileName = match[1]
    taken.push([match.index, match.index + match[0].length])
  }
  const text = question.replace(FILE_NAME, name => ' '.repeat(name.length))
  const makes = MAKE.test(text)
  const formats = FORMATS.flatMap(([pattern, output]) => [...text.matchAll(pattern)].map(match => ({ match, output })))
  const alone = (said: string): boolean => text.replace(/[^\p{L}]+/gu, '') === said.replace(/[^\p{L}]+/gu, '')
  const wanted = formats.filter(({ match }) => alone(match[0]) || isWanted(text.slice(0, match.index), makes))
  for (const { match, output } of wanted) {
    found.add(output)
    taken.push([match.index, match.index + match[0].length])
  }
  if (found.size === 0) for (const output of unnamedFormat(text, makes)) found.add(output)
  return { outputs: [...found], ...(fileName ? { fileName } : {}) }
}

/** A report is a Word document, a saved chart a picture, anything else saved a CSV. */
function unnamedFormat(text: string, makes: boolean): Output[] {
  if (makes && REPORT.test(text)) return ['docx']
  if (!SAVES.test(text)) return []
  return /\b(?:chart|plot|graph|figure|diagram)\b/i.test(text) ? ['png'] : ['csv']
}

const CHARTS: [RegExp, ChartKind][] = [
  [
    /\b(?:(?:stacked |horizontal |grouped )?(?:bar|column)s?[- ]?(?:chart|plot|graph|diagram)s?|balkendiagramm|säulendiagramm|as (?:a )?bars?\b)/gi,
    'bar',
  ],
  [/\b(?:line[- ]?(?:chart|plot|graph|diagram)s?|liniendiagramm|as (?:a )?lines?\b)/gi, 'line'],
  [/\b(?:area[- ]?(?:chart|plot|graph)s?)/gi, 'area'],
  [/\b(?:(?:pie|donut|doughnut)(?:[- ]?(?:chart|plot|graph))?|kreisdiagramm|tortendiagramm)\b/gi, 'pie'],
  [/\b(?:histograms?|histogramm)\b/gi, 'histogram'],
  [/\b(?:scatter(?:[- ]?(?:plot|chart|graph|diagram))?s?|streudiagramm)\b/gi, 'scatter'],
  [/\b(?:box[- ]?(?:plot|chart|and[- ]whisker)s?|violin(?: plot)?)\b/gi, 'box'],
  [/\b(?:heat ?maps?)\b/gi, 'heatmap'],
]
const NO_CHART =
  /\b(?:(?:no|without|remove|delete|drop|hide|lose) (?:the |a |any |that |this |das |die |le |el |la )*(?:charts?|plots?|graphs?|diagramm?s?|figure|grafik|graphique|gráfico)|table only|just (?:the |a )?table|ohne diagramm)\b/i
const DRAWS =
  /\b(?:charts?|plot(?:s|ted)?|graph(?:s)?|diagrams?|visuali[sz]e|visuali[sz]ation|draw|figure|grafik|diagramm|darstellen|zeichne)\b/i

/** Whether a shape is the normal one, or leans to one side. */
const NORMAL =
  /\b(?:(?:is|are|does|do|ob|check)\b.*\bnormal\b|normal(?:ly|ity)?[- ]?(?:distribut\w*|curve)|normality|gauss\w*|bell[- ]?(?:curve|shaped?)\w*|skew(?:ed|ness)?|kurtosis|shapiro\w*|normalverteil\w*)\b/i

const ACTIONS: [RegExp, Action][] = [
  [
    /\b(?:clean(?:ing|ed|se)?(?: up)?|fill (?:in |up )?(?:the |all |any )*(?:gaps?|blanks?|holes?)|tidy(?: up)?|preprocess(?:ing)?|bereinig\w*|säuber\w*)\b/i,
    'clean',
  ],
  [/\b(?:missing(?: values?| data)?|nulls?|nan|incomplete|empty (?:cells?|values?|fields?)|fehlende\w*)\b/i, 'missing'],
  [/\b(?:duplicates?|duplicated|repeated rows|doppelte\w*|duplikate)\b/i, 'duplicates'],
  [/\b(?:outliers?|anomal(?:y|ies|ous)|unusual|extreme values?|ausreißer)\b/i, 'outliers'],
  [
    /\b(?:correlat(?:e|es|ed|ion|ions)|(?:related|linked) to|associated with|korrelation\w*|zusammenhang|linear relationship)\b/i,
    'correlation',
  ],
  [/\b(?:pivot(?: table)?|cross[- ]?tab(?:ulation)?|kreuztabelle)\b/i, 'pivot'],
  [NORMAL, 'normality'],
  [/\b(?:relationship|relation between|scatter\w*|streudiagramm\w*)\b/i, 'scatter'],
  [/\b(?:distribution|distributed|histograms?|spread|verteilung|box[- ]?plots?)\b/i, 'distribution'],
  [
    /\b(?:trends?|over (?:the )?(?:time|years|months|weeks|days)|time series|development|evolution|evolve[ds]?|develop(?:ed|s)?|changed? over|verlauf|entwicklung|zeitlich\w*|growth|grew|grow)\b/i,
    'trend',
  ],
  [/\b(?:compare|comparison|comparing|vergleich\w*)\b/i, 'compare'],
  [
    /\b(?:(?:percentage|percent|share|proportion|fraction|anteil|prozent)\s+(?:of|by|per|from|der|des|von)|what share|what percent(?:age)?)\b/i,
    'share',
  ],
  [
    /\b(?:(?:list|show|what are|which are|give me|all)\s+(?:me\s+)?(?:the\s+|all\s+)*(?:unique|distinct|different|possible)|unique values)\b/i,
    'unique',
  ],
  [
    /\b(?:overview|summar(?:y|ize|ise)|describe|description|analy[sz]e|analysis|analysiere|explore|statistics|stats|überblick|zusammenfassung|profile|tell me about|insights?|what(?:'s| is) in)\b/i,
    'overview',
  ],
  [
    /\b(?:first|last|random|sample|top) (?:\d+ |ten |five |few )?(?:rows?|records?|lines?|entries)\b|\b(?:show|display|see|print)(?: me)? (?:the |all )*(?:data|table|rows)\b|\b(?:everything|all (?:the )?(?:data|rows)|(?:whole|entire|full|complete) (?:table|file|data\w*)|(?:export|convert|save) (?:the |this |my )?(?:data|file|csv|dataset)\b)/i,
    'rows',
  ],
  [/\b(?:filter|rows? (?:where|with|that)|records? (?:where|with)|list all|show all|entries)\b/i, 'rows'],
]

const AGGREGATES: [RegExp, Aggregate][] = [
  [/\b(?:average|avg|mean|durchschnitt\w*|mittelwert|im schnitt)\b/i, 'mean'],
  [/\bmedian\b/i, 'median'],
  [/\b(?:most|least) (?:common|frequent|often|popular)|häufigste\w*\b/i, 'count'],
  [/\b(?:standard deviations?|std(?:dev)?|variability|standardabweichung)\b/i, 'std'],
  [
    /\b(?:(?:number|count) of (?:unique|distinct|different)|how many (?:unique|distinct|different)|wie viele verschiedene)\b/i,
    'distinct',
  ],
  [/\b(?:how many|number of|count(?:s|ed)?(?: of| by| per)?|wie ?viele|anzahl(?: der)?)\b/i, 'count'],
  [/\b(?:total|sum|overall|altogether|summe|gesamt\w*|insgesamt|how much)\b/i, 'sum'],
  [/\b(?:maximum|max|peak)\b/i, 'max'],
  [/\b(?:minimum|min)\b/i, 'min'],
]

const FREQUENCIES: [RegExp, Frequency][] = [
  [
    /\b(?:hourly|(?:by|per|each|every|which|what|best|worst) hour(?! of (?:the )?day)|stündlich|pro stunde)\b/gi,
    'hour',
  ],
  [
    /\b(?:daily|day by day|(?:by|per|each|every|which|what|best|worst) (?:day|date)(?! of the week)|täglich|pro tag)\b/gi,
    'day',
  ],
  [
    /\b(?:weekly|week by week|(?:by|per|each|every|which|what|best|worst) week|week[- ]over[- ]week|wöchentlich|pro woche)\b/gi,
    'week',
  ],
  [
    /\b(?:monthly|month by month|(?:by|per|each|every|which|what|best|worst|and) months?|month[- ](?:over|on)[- ]month|monatlich\w*|(?:pro|nach|je) monat)\b/gi,
    'month',
  ],
  [
    /\b(?:quarterly|(?:by|per|each|every|which|what|best|worst|and) quarters?|quarter[- ]over[- ]quarter|quartalsweise|(?:pro|nach|je) quartal)\b/gi,
    'quarter',
  ],
  [
    /\b(?:yearly|annual(?:ly)?|year by year|(?:by|per|each|every|which|what|best|worst|and) years?|year[- ](?:over|on)[- ]year|over the years|jährlich\w*|(?:pro|nach|je) jahr)\b/gi,
    'year',
  ],
]

const MOST =
  /\b(?:descending|top|highest|most|best|largest|biggest|greatest|max|maximum|strongest|leading|longest|oldest|heaviest|tallest|richest|hottest|warmest|fastest|priciest|meisten|höchste[nrsm]?|größte[nrsm]?|beste[nrsm]?|teuerste[nrsm]?)\b/i
const LEAST =
  /\b(?:ascending|bottom|lowest|least|worst|smallest|fewest|weakest|cheapest|shortest|youngest|lightest|poorest|coldest|coolest|slowest|minimum|niedrigste\w*|kleinste\w*|wenigsten|schlechteste[nrsm]?|günstigste\w*)\b/i
const NUMBER = String.raw`\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve`
const TOP_N = new RegExp(
  String.raw`\b(?:top|bottom|first|last|best|worst|highest|lowest|largest|smallest|biggest|die|den)[ -](${NUMBER})\b(?! (?:days?|weeks?|months?|years?|quarters?|hours?))|\b(${NUMBER}) (?:\w+ )?(?:highest|lowest|most|least|best|worst|largest|smallest|biggest|top|oldest|youngest|cheapest|longest|shortest|größten|höchsten|besten|teuersten)\b|\bthe (${NUMBER})(?= (?:\w+ ){1,3}(?:with|having|that have|by) (?:the |more )?(?:highest|lowest|most|least|largest|smallest|best|worst)\b| (?:\w+ ){1,3}(?:with|having|that have) the )`,
  'i',
)

const PLACE =
  /\b(?:(second|2nd)|(third|3rd)|(fourth|4th)|(fifth|5th))[- ](?=(?:best|worst|most|least|highest|lowest|largest|smallest|biggest|greatest|fewest|oldest|youngest|cheapest|longest|shortest|fastest|slowest|heaviest|tallest)\b)/i

/** The second best: 2. */
function placeIn(question: string, taken: [number, number][]): number | undefined {
  const said = PLACE.exec(question)
  if (!said) return undefined
  taken.push([said.index, said.index + said[0].length - 1])
  return said.slice(1).findIndex(Boolean) + 2
}

const COLOURS = 'red|green|blue|orange|purple|yellow|black|gray|grey|teal|pink|brown|navy|rot|grün|blau'
const GERMAN_COLOUR: Record<string, string> = { rot: 'red', grün: 'green', blau: 'blue' }

function style(question: string, taken: [number, number][]): Style {
  const result: Style = {}
  const title =
    /\btitled?\b(?:\s+(?:of (?:the )?\w+|it))?(?:\s+(?:to|as|is|should be|be|into))?\s*:?\s*["'“„`]([^"'”“`]+)["'”“`]/i.exec(
      question,
    ) ??
    /\b(?:call(?:ed)?|title[d]?)(?: it)?\s+["“„]([^"”]+)["”]/i.exec(question) ??
    /\btitle (?:to|into) ([^.,;]+)/i.exec(question)
  if (title?.[1]) {
    result.title = title[1].trim()
    taken.push([title.index, title.index + title[0].length])
  }
  const colour = new RegExp(String.raw`\b(${COLOURS})\b`, 'i').exec(question)
  if (colour?.[1] && /\b(?:colou?r|make|bars?|lines?|change|in|paint|farbe|mach\w*)\b/i.test(question))
    result.colour = GERMAN_COLOUR[colour[1].toLowerCase()] ?? colour[1].toLowerCase()
  if (
    /\b(?:total|sum|summary|totals|summen) ?(?:row|line|zeile)\b|\b(?:row|line) (?:of|with|for) (?:the )?totals?\b/i.test(
      question,
    )
  )
    result.totalRow = true
  return result
}

const firstOf = <Value>(table: [RegExp, Value][], text: string): Value | undefined =>
  table.find(([pattern]) => new RegExp(pattern.source, 'i').test(text))?.[1]

function take(table: [RegExp, unknown][], text: string, taken: [number, number][]): void {
  for (const [pattern] of table)
    for (const match of text.matchAll(pattern)) taken.push([match.index, match.index + match[0].length])
}

const GREETING =
  /^\s*(?:hi|hello|hey|good (?:morning|evening|afternoon)|hallo|guten tag|moin|bye)\b[\s!.,]*(?:there|you)?[\s!.,]*$/i
const HELP =
  /^\s*(?:help|hilfe|\?)\s*[!?.]*$|\b(?:what can you do|who are you|what are you|how do (?:you|i) (?:work|use)|are you (?:an? )?(?:ai|llm|gpt|chatgpt|claude|language model|human)|was kannst du|wer bist du)\b/i
const EDITS =
  /^\s*(?:please |now |and |can you |could you |bitte )*(?:add|update|fix|modify|change|rename|make it|make the|ändere|füge|korrigiere)\b/i
const GROWS =
  /\b(?:growth|grew|grow|grown|increase[ds]?|change rate|month[- ](?:over|on)[- ]month|year[- ](?:over|on)[- ]year|wachstum|yoy|mom)\b/i
const TIME_PHRASE = /\b(?:over (?:the )?(?:time|years|months)|time series)\b/gi

const LATEST =
  /\b(?:(?:latest|newest|most recent)(?! (?:years?|dates?|months?|data|periods?|available)\b)|(?:hired|joined|ordered|added|sold|bought) last|neueste[nrs]?|zuletzt)\b/i
const EARLIEST =
  /\b(?:earliest|longest[- ]serving|(?:hired|joined|ordered|added|sold|bought) first|first to (?:join|be hired)|dienstälteste[nrs]?)\b/i

/** The newest or the oldest of the rows, by their date. */
const byDateOf = (question: string): Cues['byDate'] =>
  EARLIEST.test(question) ? 'least' : LATEST.test(question) ? 'most' : undefined

const PART_OF =
  /\b(?:share|percent(?:age)?|part|proportion|fraction|how much)\b[^.?!]*\bof\s+(?:the |its |that |this |all )*(?:whole |full |entire |same )?(year|total|sum|whole|everything)\b(?! (?:revenue|sales|\p{L}+ by))/iu

function withinOf(question: string): Cues['within'] {
  const whole = PART_OF.exec(question)?.[1]?.toLowerCase()
  if (whole === undefined) return undefined
  return whole === 'year' ? 'year' : 'all'
}

/** "The highest price per region" is one figure for each; "the region with the highest price" is a ranking. */
const FOR_EACH =
  /(?<!\b(?:which|who|what|has|have|had|with|\d{1,2}|two|three|four|five|ten)\b.*)\b(highest|largest|biggest|greatest|lowest|smallest) (?!(?:average|avg|mean|median|total)\b)(?:[\p{L}_]+ ){1,3}(?:per|by|(?:for|in|of) (?:each|every))\b/iu

const RANKS = /^\s*(?:please |can you |could you )*rank\b|\branking\b/i

function orderOf(question: string): Cues['order'] {
  const said = question.replace(/\bat (?:most|least)\b/gi, '')
  if (FOR_EACH.test(said)) return undefined
  if (LEAST.test(said)) return 'least'
  return MOST.test(said) || RANKS.test(said) ? 'most' : undefined
}

/** A limit, and not the figure that is wanted. */
export const ABOVE_MEAN =
  /\b(?:above|below|over|under|(?:more|less|higher|lower|better|worse|greater|smaller|larger|longer|shorter) than)(?: (?:the|an?|our|its))*[ -](?:average|mean|median)\b(?! (?:of|by|per|for)\b)/i

function aggregateOf(asked: string): Aggregate | undefined {
  const question = asked.replace(ABOVE_MEAN, '')
  const each = FOR_EACH.exec(question)?.[1]
  if (each !== undefined) return LEAST.test(each) ? 'min' : 'max'
  return firstOf(AGGREGATES, question)
}

const CUMULATIVE =
  /\b(?:cumulative(?:ly)?|running (?:totals?|sums?)|kumuliert\w*|laufende summe|cumulée?s?|cumulatifs?|acumulad[oa]s?)\b/i
const Z_SCORE = /\bz[- ]?scores?\b/i
const SORTS = /\b(?:sort(?:ed|iere?n?|iert)?|(?<!\b(?:per|each|every) )order(?:ed)? by|ascending|descending)\b/i

/** Where the words stand that say what to do. */
function readIn(question: string): [number, number][] {
  const tables = [...ACTIONS, ...AGGREGATES, ...FREQUENCIES]
  const patterns = [
    ...tables.map(([pattern]) => pattern),
    MOST,
    LEAST,
    GROWS,
    DRAWS,
    SAVES,
    MAKE,
    REPORT,
    SORTS,
    CUMULATIVE,
    Z_SCORE,
    LATEST,
    EARLIEST,
  ]
  return patterns.flatMap(pattern =>
    [...question.matchAll(new RegExp(pattern.source, 'giu'))].map(({ index, 0: { length } }): [number, number] => [
      index,
      index + length,
    ]),
  )
}

export function readCues(question: string, language: Language = 'en'): Cues {
  const taken: [number, number][] = []
  const saved = outputs(question, taken)
  take([...CHARTS, [TIME_PHRASE, '']], question, taken)
  const looks = style(question, taken)
  const top = TOP_N.exec(question)
  if (top) taken.push([top.index, top.index + top[0].length])
  const place = placeIn(question, taken)
  const chart = NO_CHART.test(question) ? 'none' : firstOf(CHARTS, question)
  return {
    language,
    ...saved,
    chart,
    within: withinOf(question),
    draws: chart !== 'none' && (DRAWS.test(question) || chart !== undefined),
    aggregate: aggregateOf(looks.totalRow ? question.replace(/total/gi, '') : question),
    frequency: firstOf(FREQUENCIES, question),
    action: firstOf(ACTIONS, question),
    order: orderOf(question),
    limit: countOf(top?.slice(1).find(Boolean)),
    ...(place === undefined ? {} : { place }),
    growth: GROWS.test(question),
    sorts: SORTS.test(question),
    cumulative: CUMULATIVE.test(question),
    byDate: byDateOf(question),
    totals: /\btotal\b/i.test(question),
    zScore: /\bz[- ]?scores?\b/i.test(question),
    edits: EDITS.test(question),
    style: looks,
    taken,
    read: readIn(question),
    greets: GREETING.test(question),
    asksHelp: HELP.test(question),
  }
}
