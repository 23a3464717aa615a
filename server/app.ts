/** Mounts the routes and turns an error into a response. */
import fastifySwagger from '@fastify/swagger'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from '@fastify/type-provider-zod'
import Fastify from 'fastify'
import { accountRoutes, installationRoutes } from './accounts/routes.ts'
import { describeRoute, describeSchemas, type Api } from './api.ts'
import { artifactRoutes, fileRoutes } from './artifacts/routes.ts'
import { runRoutes } from './runs/routes.ts'
import { sessionFileRoutes, sessionRoutes, sessionRunRoutes } from './sessions/routes.ts'

export async function buildApp(): Promise<Api> {
  const app = Fastify().withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'CodingAgent', version: '0.1.0', license: { name: 'MIT', identifier: 'MIT' } },
    },
    transform: describeRoute,
    transformObject: describeSchemas,
  })
  await app.register(
    (api: Api) => {
      for (const mount of [sessionRoutes, sessionFileRoutes, sessionRunRoutes, runRoutes, artifactRoutes]) mount(api)
      for (const mount of [fileRoutes, accountRoutes, installationRoutes]) mount(api)
      return Promise.resolve()
    },
    { prefix: '/api/v1' },
  )
  return app
}
