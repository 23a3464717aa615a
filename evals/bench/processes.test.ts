/** What the bench starts, as processes: the command itself, and the product where it cannot start. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort, startProduct } from './product-process.ts'

test('an unknown group is refused with those there are, and nothing is measured', () => {
  const main = join(import.meta.dirname, 'main.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'api', 'speed'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/no group “speed”: choose of sandbox, start, api, .*screen/)
  expect(stderr).not.toContain('measuring')
})

test('a free port can be listened on, and is another one each time', async () => {
  const ports = await Promise.all([freePort(), freePort(), freePort()])
  expect(new Set(ports).size).toBe(3)
  const server = createServer()
  await new Promise<void>(done => server.listen(ports[0], '127.0.0.1', done))
  await new Promise(done => server.close(done))
})

test('a product that ends at once is told in its own words', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-refused-'))
  const starting = startProduct({ PORT: 'none' }, dataDir)
  await expect(starting).rejects.toThrow(/the server ended: see .*\.log\n[\s\S]*PORT/)
  await rm(dataDir, { recursive: true })
})

test('the product starts, serves, tells its memory, and leaves nothing when it is forgotten', async () => {
  const product = await startProduct()
  const log = join(product.dataDir, '..', `codingagent-${new URL(product.address).port}.log`)
  try {
    expect(product.startMs).toBeGreaterThan(100)
    expect((await fetch(`${product.address}/readyz`)).status).toBe(200)
    expect(await product.memoryMb()).toBeGreaterThan(30)
    expect(readdirSync(product.dataDir).length).toBeGreaterThan(0)
    expect(existsSync(log)).toBe(true)
  } finally {
    await product.stop()
  }
  expect(existsSync(product.dataDir) || existsSync(log)).toBe(false)
  expect(() => process.kill(product.pid, 0)).toThrow('ESRCH')
})
