import { FileDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { strings } from '../strings.ts'
import { toast } from '../ui/toast.ts'
import { filesInFolders, holdsFolder, MOST_OF_FOLDERS } from './dropped-files.ts'

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true

/** Takes files dropped or pasted anywhere in the window. */
export function DropZone({ addFiles }: { addFiles: (files: Iterable<File>) => void }) {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Entering a child comes before leaving its parent, so depth is counted.
    let depth = 0
    const show = () => setOver(depth > 0)
    const handlers = {
      dragenter: (event: DragEvent) => {
        if (!holdsFiles(event)) return
        depth++
        show()
      },
      dragleave: (event: DragEvent) => {
        if (!holdsFiles(event)) return
        depth = Math.max(0, depth - 1)
        show()
      },
      dragover: (event: DragEvent) => {
        if (holdsFiles(event)) event.preventDefault()
      },
      drop: (event: DragEvent) => {
        depth = 0
        show()
        if (!holdsFiles(event)) return
        event.preventDefault()
        if (event.dataTransfer) take(event.dataTransfer, addFiles)
      },
    }
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files
      if (!files || files.length === 0) return
      event.preventDefault()
      addFiles(files)
    }
    const entries = Object.entries(handlers) as [keyof typeof handlers, (event: DragEvent) => void][]
    for (const [name, handler] of entries) window.addEventListener(name, handler)
    window.addEventListener('paste', paste)
    return () => {
      for (const [name, handler] of entries) window.removeEventListener(name, handler)
      window.removeEventListener('paste', paste)
    }
  }, [addFiles])
  if (!over) return null
  return (
    <div
      data-slot="drop-zone"
      className="pointer-events-none fixed inset-0 z-50 grid animate-appear place-items-center bg-scrim p-4"
    >
      <div className="flex w-full max-w-md flex-col items-center gap-2 rounded-lg border-2 border-dashed border-accent bg-raised px-8 py-10 text-center shadow-float">
        <FileDown aria-hidden className="size-6 text-accent" />
        <p className="text-lg font-medium">{strings.composer.drop}</p>
        <p className="text-sm text-soft">{strings.composer.dropHint}</p>
      </div>
    </div>
  )
}

type AddFiles = (files: Iterable<File>) => void

function take(data: DataTransfer, addFiles: AddFiles): void {
  if (holdsFolder(data)) void takeFolders(data, addFiles)
  else addFiles(data.files)
}

async function takeFolders(data: DataTransfer, addFiles: AddFiles): Promise<void> {
  const files = await filesInFolders(data).catch(() => undefined)
  if (files && files.length > 0) addFiles(files)
  else void toast({ text: whyNoneTaken(files) })
}

function whyNoneTaken(files: File[] | null | undefined): string {
  if (files === undefined) return strings.files.folderUnread
  return files === null ? strings.files.folderTooMany(MOST_OF_FOLDERS) : strings.files.folderEmpty
}
