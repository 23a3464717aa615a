/** Files that were dropped, also those in folders: a browser gives a folder as a file that cannot be read. */

/** Whoever drops more has taken a wrong folder, or wants to choose. */
export const MOST_OF_FOLDERS = 200

export const holdsFolder = (data: DataTransfer): boolean => entriesOf(data).some(entry => entry.isDirectory)

/**
 * The files in what was dropped, in the order of their paths and without hidden ones; null when there are too many to be meant. Must be
 * called while the drop is told of: later the browser has forgotten what it was.
 */
export async function filesInFolders(data: DataTransfer): Promise<File[] | null> {
  const found: FileSystemFileEntry[] = []
  const left = entriesOf(data)
  for (let entry = left.shift(); entry; entry = left.shift()) {
    if (isHidden(entry)) continue
    if (isFolder(entry)) left.unshift(...(await childrenOf(entry)))
    else if (isFile(entry)) found.push(entry)
    if (found.length > MOST_OF_FOLDERS) return null
  }
  return Promise.all(found.map(entry => new Promise<File>((resolve, reject) => entry.file(resolve, reject))))
}

const entriesOf = (data: DataTransfer): FileSystemEntry[] =>
  [...data.items].flatMap(item => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? []) : []))

const isHidden = ({ name }: FileSystemEntry): boolean => name.startsWith('.')
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  // A reader gives a hundred at a time, and none when it is at its end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return children.sort((a, b) => a.name.localeCompare(b.name))
    children.push(...some)
  }
}
