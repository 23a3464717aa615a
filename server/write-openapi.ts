/** Writes server/openapi.json from the routes' own schemas; `--check` only compares. The web's typed client is generated from it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { buildApp } from './app.ts'
import { readSettings } from './env.ts'
import type { Services } from './services.ts'

const path = new URL('./openapi.json', import.meta.url)
// Describing routes calls none of them, so the settings are all that is needed of the services.
const services = { settings: readSettings({ AUTH: 'off' }), logger: pino({ level: 'silent' }) } as Services
const app = await buildApp(services)
await app.ready()
const text = `${JSON.stringify(app.swagger(), null, 2)}\n`
await app.close()
if (!process.argv.includes('--check')) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write('server/openapi.json does not fit the routes: run node server/write-openapi.ts\n')
  process.exitCode = 1
}
