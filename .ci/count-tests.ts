// Adds up the result files of all runners and prints the one line that ends a run: "N passed, N failed".
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

type Count = { passed: number; failed: number; skipped: number }

function vitest(file: string): Count {
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }
  // A file that could not even be loaded has no test to count: it counts as one failure.
  const unloaded = report.testResults.filter(r => r.status === 'failed' && r.assertionResults.length === 0).length
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: report.numPendingTests }
}

function junit(file: string): Count {
  const text = readFileSync(file, 'utf8')
  const total = (name: string) =>
    [...text.matchAll(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`, 'g'))].reduce((sum, m) => sum + Number(m[1]), 0)
  const failed = total('failures') + total('errors')
  const skipped = total('skipped')
  return { passed: total('tests') - failed - skipped, failed, skipped }
}

const folder = process.argv[2] ?? 'test-results'
const reports: [string, (file: string) => Count][] = [
  ['vitest.json', vitest],
  ['pytest.xml', junit],
]
const sum: Count = { passed: 0, failed: 0, skipped: 0 }
for (const [name, read] of reports) {
  const file = join(folder, name)
  if (!existsSync(file)) {
    process.stdout.write(`${name} is missing: that runner did not finish\n`)
    sum.failed++
    continue
  }
  const count = read(file)
  for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += count[key]
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}\n`)
process.exitCode = sum.failed || !sum.passed ? 1 : 0
