/** Writes .env.example from the table of settings; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs'
import { settingsExample } from './env.ts'

const path = new URL('../.env.example', import.meta.url)
if (!process.argv.includes('--check')) writeFileSync(path, settingsExample())
else if (readFileSync(path, 'utf8') !== settingsExample()) {
  process.stderr.write('.env.example does not fit server/env.ts: run node server/write-settings.ts\n')
  process.exitCode = 1
}
