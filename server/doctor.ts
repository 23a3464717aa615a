/** Says which isolation this host gives, and why. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bubblewrapEngine } from '@codingagent/engine/sandbox/bubblewrap.ts'

const sessionsFolder = await mkdtemp(join(tmpdir(), 'codingagent-doctor-'))
const engine = await bubblewrapEngine({ sessionsFolder, spare: false })
try {
  const { engine: name, level, why, checks } = await engine.report()
  for (const { name: check, ok, detail } of checks) console.log(`${ok ? 'ok  ' : 'FAIL'}  ${check}: ${detail}`)
  console.log(`\n${name}, level ${level}. ${why}`)
  if (checks.some(check => check.name === 'fork-server' && !check.ok)) process.exitCode = 1
} finally {
  await engine.close()
  await rm(sessionsFolder, { recursive: true, force: true })
}
