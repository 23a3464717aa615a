import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import {
  BlobMissing,
  checkKey,
  type Blobs,
  type ByteRange,
  type LinkOptions,
  type ListedBlob,
  type PutOptions,
  type StoredBlob,
} from './blobs.ts'

export interface S3Settings {
  /** Without it, Amazon's own. */
  endpoint?: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** Two parts of 8 MiB at once: memory for one upload stays below 32 MiB, and 10,000 parts hold 80 GB. */
const partSize = 8 * 1024 * 1024
/** Milliseconds to reach the store, and to hear something of it once a request is on its way. Each request is tried three times. */
const CONNECT = 10_000
const SILENCE = 60_000

/**
 * Blobs in any S3-compatible store. An upload is there when its last part is; its own storage is never half-written. A store that falls
 * silent for `silence` milliseconds is an error: whoever waits for it holds a run and its session's kernel.
 */
export async function s3Blobs(settings: S3Settings, silence = SILENCE): Promise<Blobs> {
  const { bucket } = settings
  const client = clientFor(settings, silence)

  async function put(key: string, content: Readable, options: PutOptions = {}): Promise<StoredBlob> {
    checkKey(key)
    const { body, measured } = measure(content)
    const upload = new Upload({
      client,
      params: { Bucket: bucket, Key: key, Body: body, ContentType: options.mime },
      partSize,
      queueSize: 2,
    })
    // Breaking the stream, and not upload.abort(): that one answers before it has cleaned up.
    const abort = () => body.destroy(new Error('the upload was cancelled'))
    options.signal?.addEventListener('abort', abort, { once: true })
    try {
      options.signal?.throwIfAborted()
      await upload.done()
      return measured()
    } catch (error) {
      content.destroy()
      throw error
    } finally {
      options.signal?.removeEventListener('abort', abort)
    }
  }

  async function get(key: string, range?: ByteRange): Promise<Readable> {
    checkKey(key)
    const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end ?? ''}`
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range })).catch(ignoreMissing)
    if (!(found?.Body instanceof Readable)) throw new BlobMissing(key)
    return found.Body
  }

  async function link(key: string, { name, mime, seconds, disposition }: LinkOptions): Promise<string> {
    checkKey(key)
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ResponseContentType: mime,
      ResponseContentDisposition: `${disposition}; filename*=UTF-8''${encodeName(name)}`,
    })
    return getSignedUrl(client, command, { expiresIn: seconds })
  }

  async function* list(prefix: string): AsyncGenerator<ListedBlob> {
    let token: string | undefined
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      )
      for (const { Key, Size, LastModified } of page.Contents ?? [])
        if (Key !== undefined) yield { key: Key, size: Size ?? 0, changedAt: LastModified ?? new Date() }
      token = page.NextContinuationToken
    } while (token !== undefined)
  }

  const blobs: Blobs = {
    kind: 's3',
    put,
    get,
    async stat(key) {
      checkKey(key)
      const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch(ignoreMissing)
      return found === null ? null : { size: found.ContentLength ?? 0 }
    },
    async delete(key) {
      checkKey(key)
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(ignoreMissing)
    },
    link,
    list,
    check: async () => void (await client.send(new HeadBucketCommand({ Bucket: bucket }))),
    sweep: olderThanMs => abortOld({ client, bucket, olderThanMs }),
    close: () => client.destroy(),
  }
  try {
    await makeBucket(client, bucket)
  } catch (error) {
    client.destroy()
    throw unusable(settings, error)
  }
  return blobs
}

function clientFor({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings, silence: number): S3Client {
  return new S3Client({
    endpoint,
    region,
    // Without them the client waits for ever.
    requestHandler: { connectionTimeout: CONNECT, socketTimeout: silence },
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: endpoint !== undefined,
    // Newer defaults add checksums to each request that many compatible stores refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
}

async function makeBucket(client: S3Client, bucket: string): Promise<void> {
  const found = await client.send(new HeadBucketCommand({ Bucket: bucket })).catch(ignoreMissing)
  if (found !== null) return
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  } catch (error) {
    // Another process that started at the same time made it.
    if (!(error instanceof S3ServiceException && error.name.startsWith('BucketAlready'))) throw error
  }
}

/** In words for the operator, whose settings do not fit the store. */
function unusable({ endpoint, bucket }: S3Settings, error: unknown): Error {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  const reason =
    status === undefined
      ? `it does not answer (${reasonOf(error as Error & { code?: string })})`
      : `it answers ${status} when asked for the bucket “${bucket}”`
  const store = endpoint === undefined ? 'Amazon S3' : `The store at ${endpoint}`
  return new Error(`${store} cannot be used: ${reason}. Check S3_ENDPOINT, S3_BUCKET, S3_REGION and the keys.`, {
    cause: error,
  })
}

const reasonOf = ({ name, code, message }: Error & { code?: string }): string =>
  code ?? (name === 'TimeoutError' ? 'it is silent' : message)

/** Counts and hashes what flows through. */
function measure(content: Readable) {
  const hash = createHash('sha256')
  let size = 0
  const body = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece)
      size += piece.length
      done(null, piece)
    },
  })
  body.on('error', () => {}) // whoever reads it hears of it; without a listener it would end the process
  content.on('error', error => body.destroy(error))
  content.on('close', () => {
    if (!content.readableEnded) body.destroy(new Error('the upload broke off'))
  })
  content.pipe(body)
  return { body, measured: (): StoredBlob => ({ size, sha256: hash.digest('hex') }) }
}

/** RFC 5987: what encodeURIComponent leaves but a header value may not hold. */
const encodeName = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )

function ignoreMissing(error: unknown): null {
  const missing = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404
  if (missing) return null
  throw error
}

async function abortOld({
  client,
  bucket,
  olderThanMs,
}: {
  client: S3Client
  bucket: string
  olderThanMs: number
}): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  const old = Uploads.filter(({ Initiated }) => Initiated !== undefined && +Initiated < Date.now() - olderThanMs)
  for (const { Key, UploadId } of old)
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(ignoreMissing)
  return old.length
}
