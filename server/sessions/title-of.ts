/** A session's title from its first question: its first sentence without greeting and filler, cut at a word. */

const LONGEST = 60
/** Characters of a question that are looked at: its patterns take time that grows with the square of the length. */
const READ = 500

const filler =
  /^(?:(?:hi|hello|hey|please|pls|can you|could you|would you|will you|i want to|i would like to|i'd like to|i need to|help me|kindly)\b[\s,!.:]*)+/iu

export function titleOf(question: string): string {
  const plain = question
    .slice(0, READ)
    .replace(/[`*#>[\]]+/gu, ' ')
    // An underscore inside a word belongs to the name of a file or a column.
    .replace(/(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  const [sentence = plain] = plain.split(/(?<=[.?!。？！])\s/u)
  const bare = sentence.replace(filler, '').replace(/[\s.:;,]+$/u, '')
  const title = bare === '' ? plain : bare
  return capital(shortened(title)) || 'New session'
}

function capital(text: string): string {
  const [first = ''] = text
  return first.toLocaleUpperCase() + text.slice(first.length)
}

function shortened(text: string): string {
  const letters = Array.from(text)
  if (letters.length <= LONGEST) return text
  const cut = letters.slice(0, LONGEST - 1).join('')
  const space = cut.lastIndexOf(' ')
  return `${(space > LONGEST / 2 ? cut.slice(0, space) : cut).trimEnd()}…`
}
