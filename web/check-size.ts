/** What a person downloads before a new session stands there: the entry, all it imports at once, and the styles. Fails over the limit. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const LIMIT = 180_000
const folder = join(import.meta.dirname, 'dist')

type Chunk = { file: string; isEntry?: boolean; imports?: string[]; css?: string[] }
const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>

/** The chunk and every chunk it imports statically. */
function withImports(name: string, seen: Set<string>): Set<string> {
  const chunk = manifest[name]
  if (!chunk || seen.has(name)) return seen
  seen.add(name)
  for (const imported of chunk.imports ?? []) withImports(imported, seen)
  return seen
}

const entries = Object.keys(manifest).filter(name => manifest[name]?.isEntry === true)
const chunks = [...entries.reduce((seen, name) => withImports(name, seen), new Set<string>())].flatMap(
  name => manifest[name] ?? [],
)
const gzipped = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length
const sizes = chunks.map(({ file }) => ({ file, size: gzipped(file) })).sort((a, b) => b.size - a.size)
const scripts = sizes.reduce((sum, { size }) => sum + size, 0)
const styles = [...new Set(chunks.flatMap(chunk => chunk.css ?? []))].reduce((sum, file) => sum + gzipped(file), 0)

for (const { file, size } of sizes) process.stdout.write(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}\n`)
process.stdout.write(
  `initial JavaScript ${(scripts / 1000).toFixed(1)} kB gzip (limit ${LIMIT / 1000}), styles ${(styles / 1000).toFixed(1)} kB\n`,
)
if (scripts > LIMIT) process.exitCode = 1
