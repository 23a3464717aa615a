/** The HTTP side: what every request passes, the routes, the screen. */
import fastifyHelmet from '@fastify/helmet'
import fastifyMultipart from '@fastify/multipart'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from '@fastify/type-provider-zod'
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify'
import { accountRoutes, installationRoutes } from './accounts/routes.ts'
import { answerBrokenRequest, answerError, answerExpectation } from './answer-error.ts'
import { describeRoute, describeSchemas, type Api } from './api.ts'
import { artifactRoutes, fileRoutes } from './artifacts/routes.ts'
import { contentSecurityPolicy } from './content-policy.ts'
import { guardLocal, refuseSecondHost } from './guard-local.ts'
import { healthRoutes } from './health.ts'
import { questionRoutes, runRoutes } from './runs/routes.ts'
import { serveWeb } from './serve-web.ts'
import type { Services } from './services.ts'
import { sessionFileRoutes, sessionRoutes } from './sessions/routes.ts'
import { version } from './version.ts'

const mounts = [
  sessionRoutes,
  sessionFileRoutes,
  questionRoutes,
  runRoutes,
  artifactRoutes,
  fileRoutes,
  accountRoutes,
  installationRoutes,
]

/** Requests a minute from one address: far above what a screen with several live runs needs. */
const MOST_REQUESTS = 6000

export async function buildApp(services: Services): Promise<Api> {
  const { settings, logger } = services
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    // Addresses carry signatures: what is logged of a request is its route, below.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
    routerOptions: { maxParamLength: 1100 },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    request.log.debug({ method, route: routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime }, 'request')
    done()
  })
  app.server.on('checkExpectation', answerExpectation)
  app.addHook('onRequest', (request, _reply, done) => {
    refuseSecondHost(request.raw)
    if (settings.auth === 'off') guardLocal(request)
    done()
  })
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(settings) },
    strictTransportSecurity: settings.publicUrl?.startsWith('https:') ?? false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(fastifyRateLimit, { max: MOST_REQUESTS, timeWindow: '1 minute' })
  // Sizes are counted where the file is received, against the account's own room.
  const limits = { fileSize: Number.MAX_SAFE_INTEGER, files: 100, parts: 200, fields: 100, fieldSize: 100_000 }
  await app.register(fastifyMultipart, { limits, throwFileSizeLimit: false })
  await describeApi(app as Api)
  await app.register(
    (api: Api) => {
      for (const mount of mounts) mount(api, services)
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
      return Promise.resolve()
    },
    { prefix: '/api/v1' },
  )
  healthRoutes(app as Api, services)
  await serveWeb(app as Api)
  return app as Api
}

async function describeApi(app: Api): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'CodingAgent', version, license: { name: 'MIT', identifier: 'MIT' } },
    },
    transform: describeRoute,
    transformObject: describeSchemas,
  })
  await app.register(fastifySwaggerUi, { routePrefix: '/docs', staticCSP: true })
}
