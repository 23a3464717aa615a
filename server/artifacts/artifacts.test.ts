import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindOfFile, kindOfPayload } from './kind-of-file.ts'
import { openSafely } from './read-safely.ts'
import { safeName } from './safe-name.ts'
import { rangeOf } from './send-bytes.ts'
import { checkLink, signLink } from './signed-links.ts'
import { sizeInWords } from './size-in-words.ts'

describe('reading what a sandbox made', () => {
  let folder = ''
  let outside = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'codingagent-read-'))
    outside = mkdtempSync(join(tmpdir(), 'codingagent-outside-'))
    writeFileSync(join(outside, 'secret'), 'secret')
    mkdirSync(join(folder, 'output/deep'), { recursive: true })
    writeFileSync(join(folder, 'output/deep/a.csv'), 'a\n1\n')
    symlinkSync(join(outside, 'secret'), join(folder, 'link'))
    symlinkSync(outside, join(folder, 'linked-folder'))
    symlinkSync('output', join(folder, 'inner-link'))
    writeFileSync(join(folder, 'twice'), 'x')
    linkSync(join(folder, 'twice'), join(folder, 'twice-more'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    writeFileSync(join(folder, 'large'), 'x'.repeat(101))
  })
  afterAll(() => {
    for (const made of [folder, outside]) rmSync(made, { recursive: true, force: true })
  })

  it('opens a plain file below the folder', async () => {
    const { handle, size } = await openSafely(folder, 'output/./deep/a.csv', 100)
    expect(size).toBe(4)
    expect(await handle.readFile('utf8')).toBe('a\n1\n')
    await handle.close()
  })

  it.each([
    ['link', 'it is a link'],
    ['linked-folder/secret', 'does not lie in the working folder'],
    ['inner-link/deep/a.csv', 'does not lie in the working folder'],
    ['../outside', 'does not lie in the working folder'],
    ['output/../../etc/passwd', 'does not lie in the working folder'],
    ['', 'does not lie in the working folder'],
    ['a\0b', 'does not lie in the working folder'],
    ['pipe', 'not a regular file'],
    ['output', 'not a regular file'],
    ['twice', 'a second link'],
    ['large', 'too large'],
    ['none', 'it is gone'],
    ['x'.repeat(300), 'cannot be opened'],
    ['a/'.repeat(70), 'does not lie in the working folder'],
  ])('refuses %j', async (path, reason) => {
    await expect(openSafely(folder, path, 100)).rejects.toThrow(reason)
  })

  it('stays in the folder while its parts are swapped for links', async () => {
    const place = join(folder, 'swapped')
    mkdirSync(place)
    writeFileSync(join(place, 'secret'), 'mine')
    symlinkSync(outside, join(folder, 'bait'))
    let swaps = 0
    const swapping = setInterval(() => {
      swaps++
      renameSync(place, `${place}-away`)
      renameSync(join(folder, 'bait'), place)
      renameSync(place, join(folder, 'bait'))
      renameSync(`${place}-away`, place)
    }, 0)
    try {
      while (swaps < 200) {
        const opened = await openSafely(folder, 'swapped/secret', 100).catch(() => null)
        if (!opened) continue
        expect(await opened.handle.readFile('utf8')).toBe('mine')
        await opened.handle.close()
      }
    } finally {
      clearInterval(swapping)
    }
  })
})

describe('a signed link', () => {
  const secret = 's'.repeat(32)
  const artifact = { id: 'art_1', name: 'Größe & Co?.csv' }
  const now = Date.UTC(2026, 0, 1, 12, 30)
  const parts = () => {
    const url = new URL(signLink(artifact, secret, now), 'http://x')
    const [, , , , id = '', name = ''] = url.pathname.split('/')
    const query = url.searchParams
    return {
      id,
      name: decodeURIComponent(name),
      expires: Number(query.get('expires')),
      signature: query.get('signature') ?? '',
    }
  }
  it('is the same for an hour and good for a day', () => {
    expect(signLink(artifact, secret, now + 60_000)).toBe(signLink(artifact, secret, now))
    expect(() => checkLink(parts(), secret, now + 24 * 3_600_000)).not.toThrow()
    expect(() => checkLink(parts(), secret, now + 25 * 3_600_000)).toThrow('expired')
  })
  it.each([
    { id: 'art_2' },
    { name: 'other.csv' },
    { expires: 9_999_999_999 },
    { signature: '' },
    { signature: 'A'.repeat(43) },
  ])('changed by %o is not valid', change => {
    expect(() => checkLink({ ...parts(), ...change }, secret, now)).toThrow('not valid')
  })
  it('of another key is not valid', () => expect(() => checkLink(parts(), 't'.repeat(32), now)).toThrow('not valid'))
})

describe('a range', () => {
  it.each([
    [undefined, null],
    ['bytes=0-4', { start: 0, end: 4 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=0-99', { start: 0, end: 9 }],
    ['bytes=0-1,3-4', null],
    ['lines=1-2', null],
    ['bytes=-', null],
  ])('%s of ten bytes is %o', (header, range) => expect(rangeOf(header, 10)).toEqual(range))
  it.each(['bytes=10-', 'bytes=4-2', 'bytes=-0'])('%s lies outside', header => {
    expect(() => rangeOf(header, 10)).toThrow('The file has 10 bytes: ask for')
  })
})

describe('a name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['  spaced   out .csv ', 'spaced out .csv'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000b\nc.txt', 'a_b_c.txt'],
    ['CON.txt', '_CON.txt'],
    ['e\u0301.csv', 'é.csv'],
    ['\ud800.csv', '\ufffd.csv'],
  ])('%j becomes %j', (given, kept) => expect(safeName(given)).toBe(kept))
  it('keeps its ending and fits a file system', () => {
    const name = safeName(`${'👩‍👩‍👧'.repeat(40)}.parquet`)
    expect(name.endsWith('.parquet')).toBe(true)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(name).not.toContain('\ufffd')
  })
})

describe('a kind', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  it.each([
    ['a.csv', Buffer.from('a,b\n'), { kind: 'table', mime: 'text/csv' }],
    ['chart.png', png, { kind: 'image', mime: 'image/png' }],
    ['chart.csv', png, { kind: 'image', mime: 'image/png' }],
    ['page.html', Buffer.from('<p>'), { kind: 'html', mime: 'text/html' }],
    ['fake.xlsx', Buffer.from('<script>'), { kind: 'file', mime: 'text/plain' }],
    ['data.bin', Buffer.from([1, 0, 2]), { kind: 'file', mime: 'application/octet-stream' }],
    ['x.parquet', Buffer.from('PAR1....'), { kind: 'table', mime: 'application/vnd.apache.parquet' }],
  ])('of %s is told by its bytes', async (name, head, found) => expect(await kindOfFile(name, head)).toEqual(found))

  it('that a kernel claims is believed where it can do no harm', async () => {
    const shown = (kind: 'table' | 'image' | 'plotly' | 'file', head: Buffer, mime = 'text/html') =>
      kindOfPayload({ kind, mime }, head)
    expect(await shown('plotly', Buffer.from('{}'))).toEqual({ kind: 'plotly', mime: 'application/vnd.plotly.v1+json' })
    expect(await shown('image', Buffer.from('<script>'))).toEqual({ kind: 'file', mime: 'text/plain' })
    expect(await shown('table', Buffer.from('no'))).toEqual({ kind: 'file', mime: 'application/octet-stream' })
    expect(await shown('file', png)).toEqual({ kind: 'image', mime: 'image/png' })
  })
})

it.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1536, '1.5 kB'],
  [2 ** 31, '2 GB'],
  [150 * 2 ** 20, '150 MB'],
])('%i bytes read as %s', (bytes, words) => expect(sizeInWords(bytes)).toBe(words))
