/** The usual wordings of German, French and Spanish as English ones, so that one set of rules reads them all. Names stay as they are. */
import type { Table } from '../table.ts'
import { plainly } from './plain-english.ts'
import type { Language } from './say.ts'

type Phrases = [asked: string, english: string][]

const COUNT = String.raw`(\d+|deux|trois|cinq|dix|tres|cinco|diez|zwei|drei|vier|fünf|sechs|sieben|acht|zehn)`
/** Numbers and stretches of time that a phrase takes along. */
const TAKEN_ALONG = new Map(
  [
    'zwei 2,drei 3,vier 4,fünf 5,sechs 6,sieben 7,acht 8,zehn 10,deux 2,trois 3,cinq 5,dix 10,tres 3,cinco 5,diez 10',
    'monat month,quartal quarter,jahr year,woche week,tag day',
  ]
    .flatMap(line => line.split(','))
    .map(pair => pair.split(' ') as [string, string]),
)

/** Of the private use area: no question holds it. */
const HIDDEN = '\uE000'

const GERMAN: Phrases = [
  ['(?:an )?(?:werktagen|wochentagen)|werktags|wochentags|unter der woche', 'on Monday to Friday'],
  ['(?:am |an )?(?:den )?wochenenden?', 'on weekend'],
  [
    String.raw`(?:die|den|der) ${COUNT} (?:\p{L}*(?:größten|besten|höchsten|stärksten|teuersten|häufigsten|ältesten))`,
    'top $1',
  ],
  [
    String.raw`(?:die|den|der) ${COUNT} (?:\p{L}*(?:kleinsten|schlechtesten|niedrigsten|schwächsten|günstigsten|jüngsten))`,
    'bottom $1',
  ],
  [String.raw`(?:die|den|der) (?:größten|besten|höchsten|stärksten|teuersten|häufigsten|ältesten) ${COUNT}`, 'top $1'],
  [
    String.raw`(?:die|den|der) (?:kleinsten|schlechtesten|niedrigsten|schwächsten|günstigsten|jüngsten) ${COUNT}`,
    'bottom $1',
  ],
  ['gegen', 'vs'],
  [String.raw`was war (?:sein|ihr)e? anteil am (?:ganzen )?jahr`, 'what was its share of the year'],
  [String.raw`anteil am (?:ganzen )?jahr`, 'share of the year'],
  [String.raw`anteil am gesamten?`, 'share of the total'],
  [String.raw`in welche[mrn] (monat|quartal|jahr|woche|tag)`, 'which $1'],
  ['am (?:höchsten|größten|besten|stärksten)', 'highest'],
  ['am (?:niedrigsten|kleinsten|schlechtesten|schwächsten|geringsten)', 'lowest'],
  ['(?:die|am) meisten', 'most'],
  ['(?:die|am) wenigsten', 'fewest'],
  ['(?:größte[rnms]?|höchste[rnms]?)(?= \\S+ (?:je|pro|nach|für jede))', 'highest'],
  ['(?:kleinste[rnms]?|niedrigste[rnms]?)(?= \\S+ (?:je|pro|nach|für jede))', 'lowest'],
  [String.raw`(?:welche[rsn]?|bester?|beste[rsn]?) (monat|quartal|jahr|woche|tag)`, 'which $1'],
  ['(?:wo fehlen|es fehlen|welche) (?:werte|angaben|daten)(?: fehlen)?', 'missing values'],
  ['fehlende[rn]? (?:werte|angaben|daten)|datenlücken|lücken', 'missing values'],
  ['ausrei(?:ß|ss)ern?', 'outliers'],
  [String.raw`(?:pro|je|nach|für jede[ns]?|jede[nsr]?) (monat|quartal|jahr|woche|tag)(?:en?)?`, 'by $1'],
  ['histogramme?n?', 'histogram'],
  [String.raw`(\p{L}{3,})s?(?:verlauf|entwicklung|trend)`, '$1 trend'],
  [String.raw`(\p{L}{3,})s?wachstum`, '$1 growth'],
  ['wachstum', 'growth'],
  [String.raw`monats(\p{L}{4,})`, 'monthly $1'],
  [String.raw`jahres(\p{L}{4,})`, 'yearly $1'],
  [String.raw`(?:gesamt|gesamter?s? )(\p{L}{4,})`, 'total $1'],
  [String.raw`durchschnitts(\p{L}{4,})`, 'average $1'],
  ['(?:im|über den|mit dem) zeitverlauf|über die (?:zeit|jahre|monate)', 'over time'],
  ['im zeitlichen verlauf|zeitlich', 'over time'],
  ['für jede[nrsm]?|in jede[rm]|pro|je', 'per'],
  ['prozentuale[rn]? anteil|anteile?', 'share of'],
  ['was (?:steht|ist) in (?:der|dieser) (?:datei|tabelle)|worum geht es', 'what is in this file'],
  [String.raw`fasse (?:\p{L}+ )*zusammen`, 'summarize'],
  ['(?:einen )?(?:überblick|übersicht)(?: über)?', 'overview of'],
  ['älteste[nrs]?', 'oldest'],
  ['ändere', 'change'],
  ['absteigend', 'descending'],
  ['aufsteigend', 'ascending'],
  ['(?:zeige? )?(?:mir )?alle zeilen', 'show all rows'],
  ['für alle (?:daten|zeilen)', 'for all data'],
  ['zeilen|datensätze', 'rows'],
  ['höher als|größer als|mehr als', 'above'],
  ['niedriger als|kleiner als|weniger als', 'below'],
  ['mindestens', 'at least'],
  ['höchstens', 'at most'],
  ['(?:mach\\p{L}* )?(?:(?:das|es|dies|sie) )?(?:wieder )?rückgängig(?: machen)?', 'the same for all data'],
  ['entfernen?|löschen?|streiche|verwirf|(?:wirf|werfe) (?=.*\\braus\\b)', 'remove'],
  ['normalverteilt|normalverteilung', 'normally distributed'],
  ['(?:rechts|links)?schief(?:e|verteilt)?', 'skewed'],
  ['wo (?=.*\\bfehl(?:t|en)\\b)|bei denen|in denen', 'where'],
  ['fehlen|fehlt', 'missing'],
  ['leere[nrs]?', 'empty'],
  ['(?:fülle|ergänze)', 'fill'],
  ['doppelten?r? zeilen|duplikaten?|doppelten?', 'duplicates'],
  ['speichere (?:es|das|dies|sie|ihn)(?: ergebnis| diagramm)?', 'save it'],
  ['speichere', 'save'],
  ['(?:jetzt|nun) ', 'now '],
  ['(?:ein|als) balkendiagramm', 'as a bar chart'],
  ['wer verdient am meisten', 'who earns the most'],
  ['häufigste[nrs]? wert\\p{L}*', 'most frequent values'],
  ['verschiedenen?', 'different'],
  ['hängen zusammen|zusammenhang zwischen', 'correlation between'],
]

const FRENCH: Phrases = [
  ['en semaine|(?:les )?jours ouvr(?:é|able)s', 'on Monday to Friday'],
  ['(?:le |les )?week-?ends?', 'on weekend'],
  ['annule(?:z|r)?(?: (?:ça|cela))?', 'the same for all data'],
  ['(?:supprime|enlève|retire|efface|élimine)(?:z|r)?|supprimer|enlever', 'remove'],
  [
    '(?:(?:suit|suivent)(?:-(?:il|elle|ils|elles))? )?(?:une )?(?:loi|distribution) normale|normalement distribuée?s?|gaussienne?',
    'normally distributed',
  ],
  ['asymétriques?|asymétrie', 'skewed'],
  ["(?:le )?chiffres? (?:d[’'])?affaires", 'revenue'],
  [
    String.raw`(?:les|aux|des) ${COUNT} (?:meilleurs|meilleures|plus grands|plus grandes|plus gros|premiers|premières)`,
    'top $1',
  ],
  [String.raw`(?:les|aux|des) ${COUNT} (?:pires|plus petits|plus petites|moins bons|derniers|dernières)`, 'bottom $1'],
  [String.raw`quelle (?:est|était) sa part (?:de|dans) (?:la )?année`, 'what was its share of the year'],
  [String.raw`(?:quel|quelle) (?:est le|est la |est le )?(?:meilleur |meilleure )?(mois|trimestre|année)`, 'which $1'],
  ['(?:valeurs?|données) (?:manquantes?|manquent)', 'missing values'],
  ['vides?', 'empty'],
  ['manquantes?|manquants?|manque(?:nt)?', 'missing'],
  ['valeurs? aberrantes?|anomalies', 'outliers'],
  ['lignes? en double|doublons', 'duplicates'],
  ['(?:montre|affiche|donne|trace)(?:z|r|-moi|z-moi)?', 'show'],
  ['(?:enregistre|sauvegarde|exporte)(?:z|r|-le|-la|-les|z-le)?', 'save it'],
  ['nettoie(?:z|r)?|nettoyer', 'clean'],
  ['résume(?:z|r)?|vue ensemble|aperçu|que contient', 'overview of'],
  ['compare(?:z|r)', 'compare'],
  ['crée(?:z|r)?|créer|génère(?:z|r)?|fais|prépare(?:z|r)?', 'create'],
  ['document word', 'word document'],
  ['rapport', 'report'],
  ['présentation', 'presentation'],
  ['tableau croisé(?: dynamique)?', 'pivot table'],
  ['histogramme', 'histogram'],
  ['(?:en )?(?:camembert|(?:diagramme|graphique) circulaire)', 'as a pie chart'],
  ['(?:en )?(?:courbe|graphique en lignes?)', 'as a line chart'],
  ['gagne le plus', 'earns the most'],
  ['croissance', 'growth'],
  ['pour toutes les (?:données|lignes)', 'for all data'],
  ['pays', 'countries'],
  ['tendances?|évolution', 'trend'],
  ['mensuel(?:le)?s?|par mois|chaque mois', 'monthly'],
  ['annuel(?:le)?s?|par an|par année|chaque année', 'yearly'],
  ['trimestriel(?:le)?s?|par trimestre', 'quarterly'],
  ['hebdomadaires?|par semaine', 'weekly'],
  ['quotidien(?:ne)?s?|par jour', 'daily'],
  ['mois', 'month'],
  ['année', 'year'],
  ['trimestre', 'quarter'],
  ['(?:la |le )?(?:moyennes?|moyens?)', 'average'],
  ['médianes?', 'median'],
  ['sommes?|au total', 'total'],
  ['combien(?: de)?', 'how many'],
  ['nombre(?: de)?', 'number of'],
  ['(?:la )?part d[eu]s?', 'share of'],
  ['répartition|distribution', 'distribution'],
  ['corrélations?(?: entre)?|lien entre', 'correlation between'],
  ['les? plus (?:élevée?s?|hautes?|grande?s?|forte?s?)', 'highest'],
  ['les? moins (?:élevée?s?|hautes?|grande?s?)|les? plus (?:basse?s?|faibles?|petite?s?)', 'lowest'],
  ['supérieure?s? à|plus (?:grand|élevé)e?s? que|plus de', 'above'],
  ['inférieure?s? à|plus (?:petit|bas)(?:te|se)?s? que|moins de', 'below'],
  ['où', 'where'],
  ['depuis', 'since'],
  ['comme|en tant que', 'as'],
  ['(?:en|un) (?:diagramme|graphique) (?:en|à) barres|diagramme en barres|graphique à barres', 'as a bar chart'],
  ['maintenant', 'now'],
  ['seulement|uniquement', 'only'],
  ['fichier|données', 'data'],
  ['lignes', 'rows'],
  ['bonjour|salut', 'hello'],
  ['quel(?:le)?s?', 'which'],
  ['qui', 'who'],
  ['par', 'by'],
  ['pour', 'for'],
  ['avec', 'with'],
  ['et', 'and'],
  ['entre', 'between'],
  ['dans', 'in'],
  ['en(?= (?:excel|csv|pdf|word|png|power ?point))', 'as'],
  ['est|sont|a|ont|était', 'is'],
  ['les|le|la', 'the'],
  ['une?', 'a'],
  ['des|du|de', 'of'],
]

const SPANISH: Phrases = [
  ['(?:en |los )?(?:días laborables|entre semana)', 'on Monday to Friday'],
  ['(?:el |los |en )*fin(?:es)? de semana', 'on weekend'],
  ['deshaz(?:lo)?|deshacer|deshace', 'the same for all data'],
  ['(?:elimina|borra|quita|suprime)(?:r)?', 'remove'],
  ['(?:sigue |siguen )?(?:una )?distribución normal|normalmente distribuid[oa]s?|gaussian[oa]', 'normally distributed'],
  ['asimétric[oa]s?|asimetría|sesgad[oa]s?', 'skewed'],
  [String.raw`(?:los|las) ${COUNT} (?:mejores|mayores|más grandes|más altos|más altas|primeros|primeras)`, 'top $1'],
  [String.raw`(?:los|las) ${COUNT} (?:peores|menores|más pequeños|más pequeñas|más bajos|últimos)`, 'bottom $1'],
  [String.raw`cuál fue su (?:parte|porcentaje) del año`, 'what was its share of the year'],
  [String.raw`(?:cuál|qué) (?:fue el |es el )?(?:mejor )?(mes|trimestre|año)`, 'which $1'],
  ['valores (?:faltantes|perdidos|ausentes|nulos)|datos faltantes|qué falta|faltan', 'missing values'],
  ['vací[oa]s?', 'empty'],
  ['faltantes?|falta', 'missing'],
  ['valores atípicos|atípicos|anomalías', 'outliers'],
  ['filas duplicadas|duplicados', 'duplicates'],
  ['(?:muestra|mostrar|enseña|dame|dibuja)(?:me)?|muéstrame', 'show'],
  ['(?:guarda|guardar|exporta|exportar)(?:lo|la|los|las)?|guárdalo|guárdala', 'save it'],
  ['limpia(?:r)?', 'clean'],
  ['resume|resumir|resumen|qué contiene|descripción general', 'overview of'],
  ['compara(?:r)?', 'compare'],
  ['crea(?:r)?|genera(?:r)?|haz|prepara(?:r)?', 'create'],
  ['documento (?:de )?word', 'word document'],
  ['informe|reporte', 'report'],
  ['presentación', 'presentation'],
  ['crecimiento', 'growth'],
  ['para todos los datos|para todas las filas', 'for all data'],
  ['tabla (?:dinámica|cruzada)', 'pivot table'],
  ['histograma', 'histogram'],
  ['(?:en (?:un )?)?gráfico (?:circular|de pastel|de torta|de sectores)', 'as a pie chart'],
  ['(?:en (?:un )?)?gráfico de líneas', 'as a line chart'],
  ['(?:mayor|superior)(?:es)? (?:que|de|a)', 'above'],
  ['(?:menor|inferior)(?:es)? (?:que|de|a)', 'below'],
  ['donde', 'where'],
  ['tendencias?|evolución', 'trend'],
  ['mensual(?:es)?|por mes|cada mes', 'monthly'],
  ['anual(?:es)?|por año|cada año', 'yearly'],
  ['trimestral(?:es)?|por trimestre', 'quarterly'],
  ['semanal(?:es)?|por semana', 'weekly'],
  ['diari[oa]s?|por día', 'daily'],
  ['mes', 'month'],
  ['año', 'year'],
  ['trimestre', 'quarter'],
  ['(?:el |la )?(?:promedio|media)', 'average'],
  ['mediana', 'median'],
  ['suma', 'total'],
  ['cuánt[oa]s', 'how many'],
  ['cuánt[oa]', 'how much'],
  ['número de', 'number of'],
  ['(?:el |la )?(?:parte|proporción|participación|porcentaje) de', 'share of'],
  ['distribución', 'distribution'],
  ['correlación(?: entre)?|relación entre', 'correlation between'],
  ['más (?:alt[oa]s?|grandes?|elevad[oa]s?)|mayor(?:es)?', 'highest'],
  ['más (?:baj[oa]s?|pequeñ[oa]s?)|menor(?:es)?', 'lowest'],
  ['más de', 'above'],
  ['menos de', 'below'],
  ['desde', 'since'],
  ['como', 'as'],
  ['(?:gráfico|diagrama) de barras', 'bar chart'],
  ['ahora', 'now'],
  ['s[oó]lo|solamente', 'only'],
  ['archivo|datos', 'data'],
  ['filas', 'rows'],
  ['hola', 'hello'],
  ['qué|cuál(?:es)?', 'which'],
  ['quién(?:es)?', 'who'],
  ['gana más', 'earns the most'],
  ['por', 'by'],
  ['para', 'for'],
  ['con', 'with'],
  ['y', 'and'],
  ['entre', 'between'],
  ['en(?= (?:excel|csv|pdf|word|png|power ?point))', 'as'],
  ['en', 'in'],
  ['es|son|hay|tienen?|fue', 'is'],
  ['los|las|el|la', 'the'],
  ['una?', 'a'],
  ['del|de', 'of'],
]

const PHRASES: Record<Exclude<Language, 'en'>, Phrases> = { de: GERMAN, fr: FRENCH, es: SPANISH }

const patterns = new Map<string, RegExp>()
function patternOf(asked: string): RegExp {
  const known = patterns.get(asked)
  if (known) return known
  const made = new RegExp(String.raw`(?<![\p{L}\d_])(?:${asked})(?![\p{L}\d_])`, 'giu')
  patterns.set(asked, made)
  return made
}

/** Names of columns, frequent values, and what stands in quotes: they are hidden while the words around them change. */
function namesIn(question: string, tables: Table[]): string[] {
  const lower = question.toLowerCase()
  const names = tables.flatMap(table =>
    table.columns.flatMap(column => [column.name, ...(column.role === 'measure' ? [] : column.top)]),
  )
  const spoken = names.map(name => name.trim()).filter(name => name.length > 2 && lower.includes(name.toLowerCase()))
  const quoted = question.match(/"[^"]+"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|[\w-]+\.\w{2,5}\b/g) ?? []
  return [...new Set([...quoted, ...spoken])].sort((one, other) => other.length - one.length)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The question in the words that the rules know. */
export function inEnglish(question: string, language: Language, tables: Table[]): string {
  if (language === 'en')
    return plainly(
      question,
      tables.flatMap(({ columns }) => columns.map(({ name }) => name)),
    )
  const kept: string[] = []
  let text = question.normalize('NFC')
  for (const name of namesIn(text, tables)) {
    const whole = new RegExp(String.raw`(?<![\p{L}\d_])${escaped(name)}(?![\p{L}\d_])`, 'giu')
    text = text.replace(whole, found => `${HIDDEN}${kept.push(found) - 1}${HIDDEN}`)
  }
  text = text.replace(/(?<=[\s(]|^)[ldqs][’'](?=\p{L})/giu, '')
  for (const [asked, english] of PHRASES[language])
    text = text.replace(patternOf(asked), (_, group: unknown) => {
      const part = typeof group === 'string' ? group : ''
      return english.replace('$1', TAKEN_ALONG.get(part.toLowerCase()) ?? part)
    })
  return text.replace(/\uE000(\d+)\uE000/g, (_, place: string) => kept[Number(place)] ?? '')
}
