/**
 * The ready variables that a kernel makes for files, as `kernel/codingagent_kernel/ready_variables.py` says; both are tested against the same
 * examples.
 */
import { parse } from 'node:path/posix'

const MOST = 60

function base(text: string): string {
  const made = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{XID_Continue}]/gu, '_')
    .replace(/_+/g, '_')
  const cut = trimmed(Array.from(trimmed(made)).slice(0, MOST).join(''))
  if (cut === '') return 'file'
  return /^[\p{XID_Start}_]/u.test(cut) ? cut : trimmed(Array.from(`file_${cut}`).slice(0, MOST).join(''))
}

const trimmed = (text: string): string => text.replace(/^_+|_+$/g, '')

/** Folders and stem, and the ending. */
function partsOf(path: string): [string, string] {
  const { dir, name, ext } = parse(path)
  const folders = dir.split('/').filter(part => part !== '' && part !== 'project')
  return [[...folders, name].join(' '), ext.slice(1)]
}

const depth = (path: string): number => path.split('/').length

/** By path relative to the workspace: the whole name, such as `sales_path`. */
export function variableNames(paths: string[]): Map<string, string> {
  const ordered = [...new Set(paths)].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
  const plain = new Map(ordered.map(path => [path, base(partsOf(path)[0])]))
  const count = new Map<string, number>()
  for (const name of plain.values()) count.set(name, (count.get(name) ?? 0) + 1)
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [path, name] of plain) {
    const wanted = (count.get(name) ?? 0) > 1 ? base(partsOf(path).join(' ')) : name
    let unique = wanted
    for (let number = 2; taken.has(unique) || (number > 2 && count.has(unique)); number++)
      unique = `${wanted}_${number}`
    taken.add(unique)
    names.set(path, `${unique}_path`)
  }
  return names
}
