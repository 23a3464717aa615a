/** Writes each text file of the build a second and third time, compressed, so that the server only has to send it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const texts = /\.(js|mjs|css|html|svg|csv|json|wasm)$/
/** Below this, headers weigh as much as what is saved. */
const SMALLEST = 1_000

const toGzip = promisify(gzip)
const toBrotli = promisify(brotliCompress)

export function compress(): Plugin {
  let folder = ''
  return {
    name: 'compress',
    apply: 'build',
    configResolved: config => {
      folder = join(config.root, config.build.outDir)
    },
    closeBundle: {
      // After Vite has copied the public folder.
      order: 'post',
      handler: async () => {
        const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => texts.test(name))
        await Promise.all(files.map(name => write(join(folder, name))))
      },
    },
  }
}

async function write(path: string): Promise<void> {
  const bytes = readFileSync(path)
  if (bytes.length < SMALLEST) return
  const [gzipped, brotlied] = await Promise.all([
    toGzip(bytes, { level: 9 }),
    toBrotli(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 8, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  ])
  writeFileSync(`${path}.gz`, gzipped)
  writeFileSync(`${path}.br`, brotlied)
}
