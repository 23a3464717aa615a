/**
 * A writer for tests to kill: it claims a run and appends events to its log for as long as it lives. Each line it
 * prints is the number of an event of which the log has said that it is stored.
 */
import { openDatabase } from '../db/open-database.ts'
import { createEventLog } from '../runs/event-log.ts'

const [runId = '', dataDir = '', databaseUrl] = process.argv.slice(2)
const database = await openDatabase({ dataDir, databaseUrl })
const log = await createEventLog(database)
const claimed = await log.claim(runId)
if (claimed === null) throw new Error(`no run ${runId}`)
for (;;) {
  const from = claimed.lastEventId
  const last = await log.append(runId, claimed.epoch, [
    { event: 'stdout', data: { step: 1, text: `line ${from + 1}\n` } },
    { event: 'text', data: { text: `word ${from + 2}` } },
  ])
  claimed.lastEventId = last
  process.stdout.write(`${last}\n`)
}
