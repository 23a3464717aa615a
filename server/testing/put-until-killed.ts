/** Begins to put an endless blob into a folder, says so once the first bytes lie there, and goes on until killed. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { folderBlobs } from '../blobs/folder-blobs.ts'

const folder = process.argv[2] ?? ''
const blobs = await folderBlobs(folder)

async function* endless() {
  for (let said = false; ; await pause(1)) {
    yield Buffer.alloc(64 * 1024)
    if (said || readdirSync(join(folder, 'incoming')).length === 0) continue
    process.stdout.write('writing\n')
    said = true
  }
}
await blobs.put('sessions/s/a', Readable.from(endless()))
