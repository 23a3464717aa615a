/** Opens the embedded database of a folder, says so, and keeps it open until it is killed. */
import { openDatabase } from '../db/open-database.ts'

await openDatabase({ dataDir: process.argv[2] ?? '' })
process.stdout.write('open\n')
