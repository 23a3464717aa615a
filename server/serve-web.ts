/** The screen: files of web/dist. Their names carry a hash and never change; the page that names them is always asked for anew. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Refusal } from '@codingagent/protocol/errors.ts'
import fastifyStatic from '@fastify/static'
import type { Api } from './api.ts'

const folder = fileURLToPath(new URL('../web/dist', import.meta.url))

export async function serveWeb(app: Api): Promise<void> {
  const built = existsSync(`${folder}/index.html`)
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        const hashed = path.includes('/assets/')
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !request.url.startsWith('/api/') && !/\.\w{1,8}(\?|$)/.test(request.url)
    if (page && built) return reply.sendFile('index.html')
    throw new Refusal(
      'not_found',
      `There is nothing at ${request.url.split('?')[0]?.slice(0, 200)}: /docs tells what there is.`,
    )
  })
}
