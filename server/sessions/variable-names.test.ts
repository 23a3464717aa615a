import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { variableNames } from './variable-names.ts'

/** The examples that the kernel's own tests use. */
const file = new URL('../../kernel/codingagent_kernel/variable_names.json', import.meta.url)
const { examples } = JSON.parse(readFileSync(file, 'utf8')) as { examples: Record<string, string>[] }

it.each(examples)('names the files of %o as the kernel does', example => {
  const wanted = Object.entries(example).map(([path, name]) => [path, `${name}_path`])
  expect(Object.fromEntries(variableNames(Object.keys(example)))).toEqual(Object.fromEntries(wanted))
})
