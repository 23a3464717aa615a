/**
 * PostgreSQL, Redis and an S3 store for whoever is no part of the server: prints the settings that name them as one line of JSON, and
 * ends them when its standard input closes. All three are empty and forget everything.
 */
import { once } from 'node:events'
import { startPostgres } from './start-postgres.ts'
import { startRedis } from './start-redis.ts'
import { startS3 } from './start-s3.ts'

const [postgres, redis, s3] = await Promise.all([startPostgres(), startRedis(), startS3()])
const { endpoint, bucket, region, accessKeyId, secretAccessKey } = s3.settings
const settings = {
  DATABASE_URL: await postgres.newDatabase(),
  REDIS_URL: redis.url,
  S3_ENDPOINT: endpoint,
  S3_BUCKET: bucket,
  S3_REGION: region,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
}
process.stdout.write(`${JSON.stringify(settings)}\n`)
await once(process.stdin.resume(), 'close')
await Promise.all([postgres.stop(), redis.stop(), s3.stop()])
