/** Small tools to write Python that people will read and keep. */

/** A Python string literal. JSON's escapes are Python's too. */
export const text = (value: string): string => JSON.stringify(value)

export const list = (values: string[]): string => `[${values.map(text).join(', ')}]`

/** A literal piece inside an f-string in double quotes: braces doubled, quotes and backslashes escaped. */
export const inside = (value: string): string =>
  text(value)
    .slice(1, -1)
    .replace(/[{}]/g, brace => brace + brace)

/** In one line, without what could end it: fit for a comment. */
export const bare = (value: string): string => value.replace(/[\s\p{C}]+/gu, ' ').trim()

export const comment = (value: string): string => `# ${bare(value)}`

/** A slot of a sentence: a number as people of the question's language write it. */
export const figure = (expression: string, form = ''): string =>
  form === '' ? `{number(${expression})}` : `{number(${expression}, '${form}')}`

/** The same in a form that a variable of the cell holds. */
export const figureIn = (expression: string, form: string): string => `{number(${expression}, ${form})}`

const margin = (line: string) => /^ */.exec(line)?.[0].length ?? 0

/**
 * Python in a template: the common margin goes, and a value of several lines keeps the indent of the place it stands in.
 * A line that holds nothing but an empty value goes too.
 */
export function py(strings: TemplateStringsArray, ...values: string[]): string {
  const EMPTY = '\u0000'
  let joined = ''
  for (const [index, part] of strings.raw.entries()) {
    joined += part
    if (index >= values.length) continue
    const indent = ' '.repeat(margin(joined.slice(joined.lastIndexOf('\n') + 1)))
    const value = values[index] ?? ''
    joined += value === '' ? EMPTY : value.split('\n').join(`\n\u0001${indent}`)
  }
  const lines = joined.replace(/^\n/, '').replace(/\s+$/, '').split('\n')
  const kept = lines.filter(line => !(line.includes(EMPTY) && line.replaceAll(EMPTY, '').trim() === ''))
  const own = kept.filter(line => line.trim() !== '' && !line.startsWith('\u0001')).map(margin)
  const common = own.length > 0 ? Math.min(...own) : 0
  return kept
    .map(line => line.replaceAll(EMPTY, '').replace('\u0001', ''))
    .map(line => (line.trim() === '' ? '' : line.slice(Math.min(common, margin(line)))))
    .join('\n')
}

export const indented = (code: string, by = '    '): string =>
  code
    .split('\n')
    .map(line => (line === '' ? line : by + line))
    .join('\n')

/** Parts of a cell with one empty line between them; empty parts go. */
export const cell = (...parts: string[]): string => `${parts.filter(part => part.trim() !== '').join('\n\n')}\n`

/**
 * A literal that may stand within the braces of an f"…": single quotes, and nothing that Python 3.11 refuses there. A name with a quote or a
 * backslash is spelt by its characters' numbers.
 */
export function key(value: string): string {
  return /^[^'"\\\n{}]*$/.test(value)
    ? `'${value}'`
    : `bytes(${JSON.stringify([...new TextEncoder().encode(value)]).replaceAll(',', ', ')}).decode()`
}
