/** The stores that the product is tried on: real ones, each answering under the settings that name it, gone when they are stopped. */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServices, type RunningServices } from './services-process.ts'

let services: RunningServices
beforeAll(async () => {
  services = await startServices()
})
afterAll(() => services?.stop())

/** Whether something takes a connection there, and the first it says to these words. */
function said(port: number, words: string | Buffer): Promise<string | null> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => resolve(null))
    socket.on('connect', () => socket.write(words))
    socket.on('data', piece => {
      socket.destroy()
      resolve(piece.toString('latin1'))
    })
  })
}
const portOf = (name: string) => Number(new URL(services.settings[name] ?? '').port)

describe('each is the one that its setting names', () => {
  test('Redis answers a PING', async () => expect(await said(portOf('REDIS_URL'), 'PING\r\n')).toBe('+PONG\r\n'))

  test('PostgreSQL answers whether it speaks TLS, in one letter', async () => {
    const request = Buffer.alloc(8)
    request.writeInt32BE(8, 0)
    request.writeInt32BE(80_877_103, 4)
    expect(await said(portOf('DATABASE_URL'), request)).toMatch(/^[NS]$/)
  })

  test('the S3 store says in its own words that it is empty', async () => {
    const answer = await fetch(`${services.settings.S3_ENDPOINT}/${services.settings.S3_BUCKET}`)
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('<Code>NoSuchBucket</Code>')])
  })
})

test('all of it listens on this machine alone, each on a port of its own', () => {
  const addresses = ['REDIS_URL', 'DATABASE_URL', 'S3_ENDPOINT'].map(name => new URL(services.settings[name] ?? ''))
  expect(addresses.map(({ hostname }) => hostname)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1'])
  expect(new Set(addresses.map(({ port }) => port)).size).toBe(3)
})

test('stopped, none of them answers any more', async () => {
  const ports = ['REDIS_URL', 'DATABASE_URL', 'S3_ENDPOINT'].map(portOf)
  await services.stop()
  expect(await Promise.all(ports.map(port => said(port, '\r\n')))).toEqual([null, null, null])
})
