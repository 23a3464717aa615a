/** Cuts long output for the model: the head and the tail, and in words how much is left out between them. */

export function truncate(text: string, most: number): string {
  if (text.length <= most) return text
  const headEnd = wholeLineEnd(text, Math.ceil(most * 0.6))
  const tailStart = wholeLineStart(text, text.length - Math.floor(most * 0.4))
  if (tailStart <= headEnd) return text
  const left = text.slice(headEnd, tailStart)
  const lines = left.replace(/^\n|\n$/g, '').split('\n').length
  const count =
    lines > 1 ? `${lines.toLocaleString('en-US')} lines` : `${left.length.toLocaleString('en-US')} characters`
  return `${text.slice(0, headEnd).trimEnd()}\n… ${count} left out …\n${text.slice(tailStart).trimStart()}`
}

/** A cut at a line's end when one is near, and never inside a surrogate pair. */
function wholeLineEnd(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at)
  return line > at * 0.7 ? line : safe(text, at)
}

function wholeLineStart(text: string, at: number): number {
  const line = text.indexOf('\n', at)
  return line !== -1 && line - at < (text.length - at) * 0.3 ? line + 1 : safe(text, at)
}

const safe = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at)
