/** What is said when there is nothing to compute: who answers here, what was heard, and four things that can be done. */
import { suggestQuestions } from '@codingagent/protocol/suggest-questions.ts'
import { SELF } from './answer.ts'
import { gapminder } from './gapminder.ts'
import { isDocument, type Table } from './table.ts'
import type { Understood } from './understand.ts'

const listed = (questions: string[]): string => questions.map(question => `- ${question}`).join('\n')

function offers(table: Table | undefined): string {
  if (!table) {
    const { profile } = gapminder()
    const [, ...more] = suggestQuestions(profile, 'gapminder')
    return `Drop in a CSV, Excel, Parquet, JSON, PDF, Word or text file and ask about it. Without a file there is one table, Gapminder's countries:\n\n${listed(['Create a CSV of the top 10 countries by population', 'Show the trend of life expectancy by continent', ...more.slice(0, 2)])}`
  }
  return `With ${table.file} you could ask:\n\n${listed(suggestQuestions(table.profile, table.file))}`
}

const columns = (table: Table): string => {
  if (isDocument(table)) return ''
  const names = table.columns.filter(column => !column.formula).map(column => column.name)
  return `${table.file} has the columns ${names.slice(0, 20).join(', ')}${names.length > 20 ? ` and ${names.length - 20} more` : ''}.`
}

export function sayWithoutComputing(understood: Exclude<Understood, { kind: 'request' }>): string {
  switch (understood.kind) {
    case 'greeting':
      return `Hello. ${offers(understood.table)}`
    case 'about':
      return `${SELF} I match the words of a question to the columns of your files, write pandas code, run it and tell what came out: overviews, cleaning, missing values, groups, rankings, trends, distributions, correlations, outliers, filters, pivot tables, and files as CSV, Excel, Word, PDF, PowerPoint or PNG. For free reasoning, connect a language model in the settings.\n\n${offers(understood.table)}`
    case 'no file':
      return `There is no file to answer this from yet. ${offers(undefined)}`
    case 'unclear': {
      const strange =
        understood.unknown.length > 0
          ? ` The data has nothing called ${understood.unknown.slice(0, 4).join(', ')}.`
          : ''
      const heard =
        understood.heard.length > 0
          ? `I recognised ${understood.heard.join(', ')}, but not what to do with it.`
          : 'I recognised no column and no task in this question.'
      return [`${heard}${strange} ${SELF}`, understood.table ? columns(understood.table) : '', offers(understood.table)]
        .filter(part => part !== '')
        .join('\n\n')
    }
  }
}
