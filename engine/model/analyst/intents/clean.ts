/** A cleaned copy of the table. What was changed is listed, one line each; the table itself stays as it was read. */
import { titled, variable } from '../naming.ts'
import { comment, inside, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeClean(request: Request, rows: Rows): Written {
  const { table } = request
  const result = variable(`${table.frame} clean`)
  const typed = stored(table).filter(
    column => !column.formula && (column.convert !== undefined || column.type === 'mixed'),
  )
  const code = py`
    # A copy to clean; every change is counted in "changes"
    ${result} = ${rows.frame}.copy()
    changes = []

    # Names without spaces around them
    stripped = [str(column).strip() for column in ${result}.columns]
    if renamed := sum(old != new for old, new in zip(${result}.columns, stripped)):
        ${result}.columns = stripped
        changes.append(("column names", "spaces around the name removed", renamed))

    # Texts: spaces around them removed; blank ones and marks such as n/a become missing
    for column in ${result}.select_dtypes(["object", "string"]).columns:
        texts = ${result}[column].map(lambda value: value.strip() if isinstance(value, str) else value)
        if trimmed := int((texts.notna() & (texts.astype(str) != ${result}[column].astype(str))).sum()):
            changes.append((column, "spaces around the value removed", trimmed))
        blank = texts.map(lambda value: isinstance(value, str) and value.lower() in {"", "na", "n/a", "nan", "null", "none", "-", "--", "?"})
        if blank.any():
            changes.append((column, "blank or n/a made missing", int(blank.sum())))
        ${result}[column] = texts.mask(blank)

        # One spelling where only capitals differ: the most frequent one
        spellings = ${result}[column].dropna().astype(str).value_counts()
        if len(spellings) <= 50:
            usual = {}
            for spelling in spellings.index:
                usual.setdefault(spelling.lower(), spelling)
            unified = ${result}[column].map(lambda value: usual.get(value.lower(), value) if isinstance(value, str) else value)
            if changed := int((unified.notna() & (unified.astype(str) != ${result}[column].astype(str))).sum()):
                changes.append((column, "spelling of capitals unified", changed))
            ${result}[column] = unified

    ${typed.map(column => convert(result, column)).join('\n\n')}

    # Rows that repeat an earlier one in every column
    if repeated := int(${result}.astype(str).duplicated().sum()):
        ${result} = ${result}[~${result}.astype(str).duplicated()].reset_index(drop=True)
        changes.append(("all columns", "exact duplicate rows removed", repeated))

    # Rows and columns without a single value
    empty_rows, empty_columns = int(${result}.isna().all(axis=1).sum()), [column for column in ${result}.columns if ${result}[column].isna().all()]
    if empty_rows:
        ${result} = ${result}.dropna(how="all").reset_index(drop=True)
        changes.append(("all columns", "empty rows removed", empty_rows))
    if empty_columns:
        ${result} = ${result}.drop(columns=empty_columns)
        changes.append((", ".join(map(str, empty_columns)), "empty columns removed", len(empty_columns)))

    # In words
    left = int(${result}.isna().to_numpy().sum())
    ${fill(request, result)}
    change_list = pd.DataFrame(changes, columns=["column", "change", "cells or rows"])
    headline = f"${inside(table.file)} cleaned: {len(changes)} kinds of change, {len(${rows.frame}):,} rows before, {len(${result}):,} after"
    facts = [f"{column}: {change} ({count:,})" for column, change, count in changes] or ["Nothing had to be changed"]
    if left:
        notes.append(f"{left:,} missing cells were found${wantsFill(request) ? '' : ' and left as they are; nothing was made up'}")
    final_result = f"{len(${result}):,} clean rows, {len(changes)} kinds of change"
    display(change_list)
  `
  return { title: titled(request, `cleaned ${table.file}`), result, code }
}

const wantsFill = (request: Request): boolean => request.terms.includes('fill')

/** Only when asked: numbers by the median, texts by the most frequent value, and said. */
const fill = (request: Request, result: string): string =>
  wantsFill(request)
    ? py`
      for column in ${result}.columns[${result}.isna().any()]:
          values = ${result}[column]
          filler = values.median() if pd.api.types.is_numeric_dtype(values) else values.mode().iloc[0]
          changes.append((column, f"missing values filled with {filler}", int(values.isna().sum())))
          ${result}[column] = values.fillna(filler)
    `
    : ''

function convert(result: string, column: Column): string {
  const cellOf = `${result}[${text(column.name)}]`
  if (column.convert === 'date' || column.convert === 'day first') {
    return py`
      ${comment(`${column.name}: dates as dates`)}
      dates = pd.to_datetime(${cellOf}, errors="coerce", format="mixed"${column.convert === 'day first' ? ', dayfirst=True' : ''})
      if lost := int((dates.isna() & ${cellOf}.notna()).sum()):
          changes.append((${text(column.name)}, "no readable date, made missing", lost))
      ${cellOf} = dates
    `
  }
  const plain =
    column.convert === 'decimal comma'
      ? String.raw`.str.replace(r"[^\d,+-]", "", regex=True).str.replace(",", ".")`
      : String.raw`.str.replace(r"[^\d.eE+-]", "", regex=True)`
  return py`
    ${comment(`${column.name}: numbers as numbers`)}
    if not pd.api.types.is_numeric_dtype(${cellOf}):
        numbers = pd.to_numeric(${cellOf}.astype(str)${plain}, errors="coerce")
        if lost := int((numbers.isna() & ${cellOf}.notna()).sum()):
            changes.append((${text(column.name)}, "no readable number, made missing: " + ", ".join(${cellOf}[numbers.isna() & ${cellOf}.notna()].astype(str).unique()[:5]), lost))
        ${cellOf} = numbers
  `
}
