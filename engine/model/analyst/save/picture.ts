/** What documents of every kind need: the chart as a picture in memory, and values as text. */
import { py } from '../python.ts'
import { ALL_PRINTABLE, PRINTABLE } from './safe-text.ts'

const WRITTEN_VALUE = `
def written_value(value):
    """A cell of a table in a document: dates without midnight, numbers rounded, nothing for what is missing."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M")
    return number(value) if isinstance(value, (int, float, np.number)) and not isinstance(value, bool) else printable(value)
`.trim()

const HELPERS = `${PRINTABLE}\n\n\n${WRITTEN_VALUE}\n\n\n${ALL_PRINTABLE}`

/** The chart as a PNG in \`buffer\`. */
export const embedded = (drawing: string): string =>
  drawing === ''
    ? py`
        import re


        ${HELPERS}


      `
    : py`
        import io
        import re

        import matplotlib.pyplot as plt


        ${HELPERS}


        ${drawing}
        buffer = io.BytesIO()
        picture.savefig(buffer, format="png", dpi=150)
        buffer.seek(0)
        plt.close(picture)
      `
