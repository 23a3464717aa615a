/** What documents of every kind need: the chart as a picture in memory, and values as text. */
import { list, py } from '../python.ts'
import type { Request } from '../request.ts'
import { ALL_PRINTABLE, PRINTABLE } from './safe-text.ts'

const WRITTEN_VALUE = `
def written_value(value, column=""):
    """A cell of a table in a document: dates without midnight, numbers rounded, years and ids as they are, nothing for what is missing."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M")
    if not isinstance(value, (int, float, np.number)) or isinstance(value, bool):
        return printable(value)
    return f"{value:.0f}" if keeps_digits(column) and float(value).is_integer() else number(value)
`.trim()

/** Marks between thousands, or rounding, would make amounts of years and ids. */
export function keepsDigits({ table }: Request): string {
  const { columns } = table.join ? { columns: [...table.columns, ...table.join.other.columns] } : table
  const names = columns.filter(column => column.role === 'id' || column.yearOnly).map(column => column.name)
  return py`
    def keeps_digits(column):
        """Whether the numbers of a column are names: those of years and ids."""
        return column in ${list(names)} or str(column).lower() == "year"
  `
}

/** `printable`, `written_value`, and words that every document can hold. */
export const cellsInWords = (request: Request): string =>
  `${PRINTABLE}\n\n\n${keepsDigits(request)}\n\n\n${WRITTEN_VALUE}\n\n\n${ALL_PRINTABLE}`

/** The chart as a PNG in \`buffer\`. */
export const embedded = (request: Request, drawing: string): string =>
  drawing === ''
    ? py`
        import re


        ${cellsInWords(request)}


      `
    : py`
        import io
        import re

        import matplotlib.pyplot as plt


        ${cellsInWords(request)}


        ${drawing}
        buffer = io.BytesIO()
        picture.savefig(buffer, format="png", dpi=150)
        buffer.seek(0)
        plt.close(picture)
      `
