/** What code can nest and no path can name: a file of 2 MiB below so many folders with long names. Built from the inside out. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export async function deepFile(folder: string, folders: number): Promise<void> {
  let inner = join(folder, 'deep')
  await writeFile(inner, Buffer.alloc(2 * 1024 * 1024, 1))
  for (let depth = 0; depth < folders; depth++) {
    const outer = join(folder, `outer-${depth}`)
    await mkdir(outer)
    await rename(inner, join(outer, 'd'.repeat(200)))
    inner = outer
  }
}
