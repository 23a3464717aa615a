/** What is said when there is nothing to compute: who answers here, and what can be done with these very columns. */
import { plain } from './answer.ts'
import { label } from './naming.ts'
import { mainMeasure } from './parts.ts'
import { sentence, type Language } from './say/say.ts'
import { isDocument, isUnread, stored, type Column, type Table } from './table.ts'
import { MOST_CHARACTERS, understand, type Understood } from './understand.ts'

/** Three questions that are sure to be understood. */
export function questionsFor(table: Table, language: Language, heard: Column[] = []): string[] {
  const ask = (key: 'missing' | 'overview' | 'clean') => sentence(language, `ask.${key}`)
  const words = ['words', 'headings', 'length'] as const
  if (isDocument(table)) return words.map(key => sentence(language, `ask.${key}`))
  return [...new Set([...aboutColumns(table, language, heard), ask('missing'), ask('overview'), ask('clean')])].slice(
    0,
    3,
  )
}

/** About the columns that were heard, where there are any. */
function aboutColumns(table: Table, language: Language, heard: Column[]): string[] {
  const full = stored(table).filter(column => column.missing < table.rows)
  const columns = [...full.filter(column => heard.includes(column)), ...full.filter(column => !heard.includes(column))]
  const measure = heard.find(column => column.role === 'measure') ?? mainMeasure({ ...table, columns })
  const few = (column: Column) => column.distinct > 1 && column.distinct <= Math.max(12, table.rows / 2)
  const category = columns.find(column => column.role === 'category' && few(column))
  const hasTime = columns.some(column => column.role === 'time')
  const both = measure && category ? [measure, category] : undefined
  const ask = (key: AboutColumns, named: Column[] | undefined): string =>
    named ? (sureQuestion(key, named, { table, language }) ?? '') : ''
  const number = measure && [measure]
  return [
    ask(measure?.additive ? 'ask.sum' : 'ask.mean', both),
    ask('ask.trend', hasTime ? number : undefined),
    ask('ask.outliers', number),
    ask('ask.spread', number),
    ask('ask.count', category && [category]),
  ].filter(question => question !== '')
}

type AboutColumns = `ask.${'sum' | 'mean' | 'trend' | 'outliers' | 'spread' | 'count'}`

/** With the columns as one would say them, or else by their very names in quotes: whichever is understood; undefined where neither is. */
function sureQuestion(key: AboutColumns, named: Column[], { table, language }: { table: Table; language: Language }) {
  const asked = (call: (column: Column) => string): string => {
    const of = (isOne: (column: Column) => boolean): string => named.filter(isOne).map(call).join('')
    return sentence(language, key, {
      measure: of(({ role }) => role === 'measure'),
      category: of(({ role }) => role === 'category'),
    })
  }
  return [asked(column => label(column, language)), asked(quoted)].find(question => isHeard(question, named, table))
}

const quoted = ({ name }: Column): string => (/[“”]/.test(name) ? `"${name}"` : `“${name}”`)

function isHeard(question: string, named: Column[], table: Table): boolean {
  const understood = understand(question, [table])
  if (understood.kind !== 'request') return false
  const { measures, groups, conditions, unused = [] } = understood.request
  const heard = [...measures, ...groups]
  // A column of yes and no is heard as the rate that is made of it.
  const isFor = (one: Column, { name }: Column): boolean =>
    [one, ...(one.formula?.needs ?? [])].some(each => each.name === name)
  const limits = conditions.filter(
    ({ kind, ...more }) => kind === 'number' || kind === 'time' || (kind === 'equals' && !('not' in more && more.not)),
  )
  return (
    heard.length === named.length &&
    named.every(column => heard.some(each => isFor(each, column))) &&
    unused.length + limits.length === 0
  )
}

/** One sentence, with one thing to go on with. */
function thanksBack({ table, language }: Saying): string {
  const [question] = table && !isUnread(table) ? questionsFor(table, language) : []
  return question === undefined
    ? sentence(language, 'thanks.drop')
    : sentence(language, 'thanks.next', { question: question.replace(/\?$/, '') })
}

const bulleted = (questions: string[]): string => questions.map(question => `- ${question}`).join('\n')

function offers({ table, language, heard }: Saying): string {
  if (!table) {
    const countries = ['gapminder', 'continents', 'gdp'] as const
    const questions = countries.map(key => sentence(language, `ask.${key}`))
    return `${sentence(language, 'offer.drop')}\n\n${bulleted(questions)}`
  }
  const head = sentence(language, 'offer.with', { file: table.file })
  return `${head}\n\n${bulleted(questionsFor(table, language, heard))}`
}

const MOST_NAMES = 20

function columnsOf(table: Table, language: Language): string {
  if (isDocument(table)) return ''
  const names = stored(table).map(column => column.name)
  const shown = names.slice(0, MOST_NAMES).join(', ')
  const left = names.length - MOST_NAMES
  const columns = left > 0 ? sentence(language, 'offer.more', { columns: shown, count: String(left) }) : shown
  return sentence(language, 'offer.columns', { file: table.file, columns })
}

const PICTURE = /^(?:png|jpe?g|gif|webp|bmp|tiff|svg)$/

/** What the file is by its passport, and what can be asked instead. */
function aboutUnread({ file, format, profile }: Table, language: Language): string {
  const what = PICTURE.test(format) ? sentence(language, 'offer.image') : sentence(language, 'offer.unread', { file })
  const known = profile.warnings.map(({ message }) => message)
  return [`${file}:`, ...known, what, sentence(language, 'offer.upload')].join(' ')
}

/** Why nothing is computed with these files, and what to do. */
export function sayRefused(refused: { file: string; reason: string }[], language: Language): string {
  const reasons = refused.map(({ file, reason }) => `${file}: ${reason}`)
  return plain([...reasons, sentence(language, 'offer.upload'), sentence(language, 'answer.self')].join(' '))
}

type Saying = { table?: Table; language: Language; heard?: Column[] }

export function sayWithoutComputing(understood: Exclude<Understood, { kind: 'request' }>): string {
  const { language } = understood
  const self = sentence(language, 'answer.self')
  switch (understood.kind) {
    case 'greeting':
      return plain(`${sentence(language, 'offer.hello')} ${offers(understood)}`)
    case 'thanks':
      return plain(thanksBack(understood))
    case 'about':
      return plain(`${self} ${sentence(language, 'offer.about')}\n\n${offers(understood)}`)
    case 'cannot':
      return cannot(understood, self)
    case 'unread':
      return plain(`${aboutUnread(understood.table, language)} ${self}`)
    case 'no file':
      return `${sentence(language, 'offer.noFile')} ${offers({ language })}`
    case 'foreign':
      return plain(`${understood.says}\n\n${offers(understood)}`)
    case 'long':
      return `${sentence(language, 'cannot.long', { most: String(MOST_CHARACTERS) })} ${self}`
    case 'unclear': {
      const { table, unknown, heard, several } = understood
      const words = unknown.slice(0, 4).map(word => `“${word}”`)
      const parts = [
        several
          ? sentence(language, 'unused.several', {
              value: several.value,
              columns: several.columns.map(({ name }) => name).join(', '),
            })
          : heard.length === 0
            ? sentence(language, 'offer.nothing')
            : words.length === 0
              ? sentence(language, 'unused.which')
              : sentence(language, 'unused.column', { file: table.file, words: words.join(', ') }),
        heard.length === 0 && words.length > 0
          ? sentence(language, 'offer.unknown', { words: unknown.slice(0, 4).join(', ') })
          : '',
        self,
      ].filter(part => part !== '')
      return plain(
        [parts.join(' '), columnsOf(table, language), offers(understood)].filter(part => part !== '').join('\n\n'),
      )
    }
  }
}

/** What cannot be done comes first, and no number beside it. */
function cannot({ language, table, limit, heard }: Extract<Understood, { kind: 'cannot' }>, self: string): string {
  const said = sentence(language, limit)
  const pointer = limit === 'cannot.code' || limit === 'cannot.variables'
  if (pointer) return plain([said, limit === 'cannot.variables' ? columnsOf(table, language) : ''].join('\n\n').trim())
  const nearest = `${sentence(language, 'cannot.nearest')}\n\n${bulleted(questionsFor(table, language, heard))}`
  return plain(`${said} ${self}\n\n${nearest}`)
}
