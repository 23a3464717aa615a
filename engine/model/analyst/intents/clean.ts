/** A cleaned copy of the table. What was changed is listed, one line each; the table itself stays as it was read. */
import { resultName, titled } from '../naming.ts'
import { asDates, asNumbers } from '../load.ts'
import { comment, figure, inside, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence, type Key, type Language } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeClean(request: Request, rows: Rows): Written {
  const { table, language } = request
  const word = (key: Key): string => text(sentence(language, key))
  const result = resultName(request, `${table.frame} clean`, sentence(language, 'clean.title', { file: table.frame }))
  const typed = stored(table).filter(
    column => !column.formula && (column.convert !== undefined || column.type === 'mixed'),
  )
  const compute = py`
    # A copy to clean; every change is counted in "changes"
    ${result} = ${rows.frame}.copy()
    changes = []

    # Names without spaces around them
    stripped = [str(column).strip() for column in ${result}.columns]
    if renamed := sum(old != new for old, new in zip(${result}.columns, stripped)):
        ${result}.columns = stripped
        changes.append((${word('clean.header')}, ${word('clean.names')}, renamed))

    # Texts: spaces around them removed; blank ones and marks such as n/a become missing
    for column in ${result}.select_dtypes(["object", "string"]).columns:
        texts = ${result}[column].map(lambda value: value.strip() if isinstance(value, str) else value)
        if trimmed := int((texts.notna() & (texts.astype(str) != ${result}[column].astype(str))).sum()):
            changes.append((column, ${word('clean.spaces')}, trimmed))
        blank = texts.map(lambda value: isinstance(value, str) and value.lower() in {"", "na", "n/a", "nan", "null", "none", "-", "--", "?"})
        if blank.any():
            changes.append((column, ${word('clean.blank')}, int(blank.sum())))
        ${result}[column] = texts.mask(blank)

        # One spelling where only capitals differ: the most frequent one
        spellings = ${result}[column].dropna().astype(str).value_counts()
        if len(spellings) <= 50:
            usual = {}
            for spelling in spellings.index:
                usual.setdefault(spelling.lower(), spelling)
            unified = ${result}[column].map(lambda value: usual.get(value.lower(), value) if isinstance(value, str) else value)
            if changed := int((unified.notna() & (unified.astype(str) != ${result}[column].astype(str))).sum()):
                changes.append((column, ${word('clean.capitals')}, changed))
            ${result}[column] = unified

    ${typed.map(column => convert(result, column, language)).join('\n\n')}

    # Rows that repeat an earlier one in every column
    if repeated := int(${result}.astype(str).duplicated().sum()):
        ${result} = ${result}[~${result}.astype(str).duplicated()].reset_index(drop=True)
        changes.append((${word('clean.every')}, ${word('clean.duplicates')}, repeated))

    # Rows and columns without a single value
    empty_rows, empty_columns = int(${result}.isna().all(axis=1).sum()), [column for column in ${result}.columns if ${result}[column].isna().all()]
    if empty_rows:
        ${result} = ${result}.dropna(how="all").reset_index(drop=True)
        changes.append((${word('clean.every')}, ${word('clean.rows')}, empty_rows))
    if empty_columns:
        ${result} = ${result}.drop(columns=empty_columns)
        changes.append((", ".join(map(str, empty_columns)), ${word('clean.columns')}, len(empty_columns)))

    left = int(${result}.isna().to_numpy().sum())
    ${wantsFill(request) ? fill(result, language) : ''}
    change_list = pd.DataFrame(changes, columns=["column", "change", "cells or rows"])
  `
  const done = {
    file: inside(table.file),
    changes: figure('len(changes)'),
    before: figure(`len(${rows.frame})`),
    after: figure(`len(${result})`),
  }
  const line = { column: '{column}', change: '{change}', count: figure('count') }
  const words = py`
    # In words
    headline = ${say(language, 'clean.done', done)}
    facts = [${say(language, 'clean.change', line)} for column, change, count in changes] or [${word('clean.nothing')}]
    if left:
        notes.append(${say(language, wantsFill(request) ? 'clean.filled' : 'clean.left', { count: figure('left') })})
    final_result = ${say(language, 'clean.final', { rows: done.after, changes: done.changes })}
    display(change_list)
  `
  const title = titled(request, sentence(language, 'clean.title', { file: table.file }))
  return { title, result, compute, words, also: ['change_list'] }
}

const wantsFill = (request: Request): boolean => request.terms.includes('fill')

/** Only when asked: numbers by the median, texts by the most frequent value, and said. */
const fill = (result: string, language: Language): string => py`
  for column in ${result}.columns[${result}.isna().any()]:
      values = ${result}[column].dropna()
      if values.empty:
          continue
      filler = values.median() if pd.api.types.is_numeric_dtype(values) else values.mode().iloc[0]
      changes.append((column, ${say(language, 'clean.fill', { value: '{filler}' })}, int(${result}[column].isna().sum())))
      ${result}[column] = ${result}[column].fillna(filler)
`

function convert(result: string, column: Column, language: Language): string {
  const cellOf = `${result}[${text(column.name)}]`
  if (column.convert === 'date' || column.convert === 'day first') {
    return py`
      ${comment(`${column.name}: dates as dates`)}
      dates = ${asDates(cellOf, column)}
      if lost := int((dates.isna() & ${cellOf}.notna()).sum()):
          changes.append((${text(column.name)}, ${text(sentence(language, 'clean.dates'))}, lost))
      ${cellOf} = dates
    `
  }
  return py`
    ${comment(`${column.name}: numbers as numbers`)}
    if not pd.api.types.is_numeric_dtype(${cellOf}):
        numbers = ${asNumbers(cellOf, column)}
        lost = ${cellOf}[numbers.isna() & ${cellOf}.notna()].astype(str)
        if len(lost):
            changes.append((${text(column.name)}, ${say(language, 'clean.numbers', { values: "{', '.join(lost.unique()[:5])}" })}, len(lost)))
        ${cellOf} = numbers
  `
}
