// Adds up the result files of all runners, names what failed, and prints the one line that ends a run: "N passed, N failed".
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'

type Count = { passed: number; failed: number; skipped: number; names: string[] }

function vitest(file: string): Count {
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    testResults: {
      name: string
      status: string
      message: string
      assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
    }[]
  }
  // A file that could not even be loaded has no test to count: it counts as one failure.
  const unloaded = report.testResults.filter(r => r.status === 'failed' && r.assertionResults.length === 0)
  const names = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(result => result.status === 'failed')
      .map(result => `${relative('.', name)}: ${result.fullName}\n${beginning(result.failureMessages[0])}`),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests,
    names: [...names, ...unloaded.map(({ name, message }) => `${relative('.', name)}\n${beginning(message)}`)],
  }
}

function junit(file: string): Count {
  const text = readFileSync(file, 'utf8')
  const total = (name: string) =>
    [...text.matchAll(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`, 'g'))].reduce((sum, m) => sum + Number(m[1]), 0)
  const failed = total('failures') + total('errors')
  const skipped = total('skipped')
  const names = [
    ...text.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error) message="([^"]*)"/g),
  ]
  return {
    passed: total('tests') - failed - skipped,
    failed,
    skipped,
    names: names.map(([, place, name, message]) => `${place}: ${name}\n${beginning(message)}`),
  }
}

/** The first lines of what was said, set in: enough to know the failure again. */
const beginning = (message = ''): string =>
  message
    .replaceAll('&#10;', '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .slice(0, 600)
    .replaceAll(/^/gm, '    ')

const folder = process.argv[2] ?? 'test-results'
const reports: [string, (file: string) => Count][] = [
  ['vitest.json', vitest],
  ['pytest.xml', junit],
]
const sum: Count = { passed: 0, failed: 0, skipped: 0, names: [] }
for (const [name, read] of reports) {
  const file = join(folder, name)
  if (!existsSync(file)) {
    process.stdout.write(`${name} is missing: that runner did not finish\n`)
    sum.failed++
    continue
  }
  const count = read(file)
  for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += count[key]
  sum.names.push(...count.names)
}
for (const name of sum.names) process.stdout.write(`FAILED ${name}\n`)
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${sum.skipped ? `, ${sum.skipped} skipped` : ''}\n`)
process.exitCode = sum.failed || !sum.passed ? 1 : 0
