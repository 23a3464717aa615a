/** Writes server/openapi.json from the routes' own schemas; `--check` only compares. The web's typed client is generated from it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { buildApp } from './app.ts'

const path = new URL('./openapi.json', import.meta.url)
const app = await buildApp()
await app.ready()
const text = `${JSON.stringify(app.swagger(), null, 2)}\n`
await app.close()
if (!process.argv.includes('--check')) writeFileSync(path, text)
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write('server/openapi.json does not fit the routes: run node server/write-openapi.ts\n')
  process.exitCode = 1
}
