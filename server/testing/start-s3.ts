import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { S3Settings } from '../blobs/s3-blobs.ts'
import { firstProgram, startProcess, type StartedProcess } from './start-process.ts'

const installed = fileURLToPath(new URL('../../.tools/bin/versitygw', import.meta.url))

/** A real S3-compatible store (versitygw) over a folder. */
export async function startS3(): Promise<StartedProcess & { settings: S3Settings }> {
  const command = firstProgram([installed], 'These tests need versitygw: run .ci/install-versitygw.sh')
  const accessKeyId = 'test-key'
  const secretAccessKey = 'test-secret'
  const started = await startProcess({
    command,
    prepare: folder => mkdir(join(folder, 'objects')),
    argumentsFor: (free, folder) => {
      const keys = ['--access', accessKeyId, '--secret', secretAccessKey]
      return [...keys, '--port', `127.0.0.1:${free}`, '--quiet', 'posix', join(folder, 'objects')]
    },
  })
  const settings = {
    endpoint: `http://127.0.0.1:${started.port}`,
    bucket: 'test',
    region: 'us-east-1',
    accessKeyId,
    secretAccessKey,
  }
  return { ...started, settings }
}
