import { join } from 'node:path'
import type { Blobs } from './blobs.ts'
import { folderBlobs } from './folder-blobs.ts'
import { s3Blobs, type S3Settings } from './s3-blobs.ts'

/** The store that the settings choose: S3 when it is set, else a folder in the data folder. */
export function openBlobs({ s3, dataDir }: { s3?: S3Settings; dataDir: string }): Promise<Blobs> {
  return s3 === undefined ? folderBlobs(join(dataDir, 'blobs')) : s3Blobs(s3)
}
