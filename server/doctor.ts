/** `make doctor`: says which isolation this host gives, and why; exits with 1 when it gives none. */
import { diagnose } from '@codingagent/engine/sandbox/doctor.ts'

const { ok, engine, level, why, checks } = await diagnose()
for (const check of checks) console.log(`${check.ok ? 'ok  ' : 'FAIL'}  ${check.name}: ${check.detail}`)
console.log(ok ? `\n${engine}, level ${level}. ${why}` : `\n${engine} cannot isolate here. ${why}`)
process.exitCode = ok ? 0 : 1
