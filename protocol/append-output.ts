/**
 * What a step has printed, with more of it: a carriage return goes back to the start of its line, so a progress bar stays one line.
 * The kernel has dropped what it could; here the pieces that came apart meet.
 */
export function appendOutput(before: string, more: string): string {
  if (!more.includes('\r') && !before.endsWith('\r')) return before + more
  const start = before.lastIndexOf('\n') + 1
  const lines = `${before.slice(start)}${more}`.split('\n')
  return before.slice(0, start) + lines.map((line, place) => overwritten(line, place === lines.length - 1)).join('\n')
}

/** A return at the end of the last line stays: what overwrites it is still to come. */
function overwritten(line: string, isOpen: boolean): string {
  if (!line.includes('\r')) return line
  const left = line.split('\r').findLast(part => part !== '') ?? ''
  return isOpen && line.endsWith('\r') ? `${left}\r` : left
}
