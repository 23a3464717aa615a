import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { unlinkedBytes } from './unlinked-files.ts'

test('what a process holds without a name on this disk counts, also when its first thread has ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'unlinked-'))
  const code = `import ctypes, os, sys, threading, time
def hold():
    file = os.open(sys.argv[1] + "/gone", os.O_CREAT | os.O_RDWR)
    os.unlink(sys.argv[1] + "/gone")
    os.write(file, bytes(2 << 20))
    elsewhere = os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR)
    os.write(elsewhere, bytes(1 << 20))
    print(flush=True)
    time.sleep(60)
    os._exit(0)
threading.Thread(target=hold).start()
ctypes.CDLL(None).pthread_exit(None)`
  const holder = spawn('/usr/bin/python3', ['-c', code, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(holder.stdout, 'data')
    const held = () => unlinkedBytes(folder, [holder.pid ?? 0], false)
    await vi.waitFor(
      async () => {
        expect(await readFile(`/proc/${holder.pid}/stat`, 'utf8')).toContain(') Z ')
        expect(await held()).toBe(2 * 1024 * 1024)
      },
      { timeout: 30_000 },
    )
  } finally {
    holder.kill('SIGKILL')
    await rm(folder, { recursive: true })
  }
}, 30_000)

/** Following another process's mappings takes a right that containers often lack. */
const mayFollow = await readdir('/proc/self/map_files').then(
  ([first]) => stat(`/proc/self/map_files/${first}`).then(Boolean, () => false),
  () => false,
)

test.skipIf(!mayFollow)(
  'what is only mapped counts where it is asked for, among thousands that are no files',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unlinked-'))
    const code = `import mmap, os, sys, time
def mapped(name, removed):
    with open(sys.argv[1] + "/" + name, "w+b") as file:
        file.write(bytes(1 << 20))
        file.flush()
        if removed: os.unlink(file.name)
        return mmap.mmap(file.fileno(), 0)
kept = [mapped("here", False), mapped("first", True), mapped("last", True)]
# A mapping of Python's keeps a descriptor of its own.
os.closerange(3, 100)
# Two that touch and differ in their rights are not joined into one.
kept += [mmap.mmap(-1, 4096, prot=n % 2 + 1) for n in range(5000)]
print(flush=True)
time.sleep(60)`
    const holder = spawn('/usr/bin/python3', ['-c', code, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await once(holder.stdout, 'data')
      const held = (mapped: boolean) => unlinkedBytes(folder, [holder.pid ?? 0], mapped)
      expect([await held(false), await held(true)]).toEqual([0, 2 * 1024 * 1024])
    } finally {
      holder.kill('SIGKILL')
      await rm(folder, { recursive: true })
    }
  },
  30_000,
)
