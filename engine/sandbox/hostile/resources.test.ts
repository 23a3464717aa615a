import { expect } from 'vitest'
import type { CellStatus } from '../frames.ts'
import { hostileSuite, refusals } from '../testing/hostile-case.ts'
import { runCell } from '../testing/session.ts'

const MEGABYTE = 1024 * 1024
const stopped: CellStatus[] = ['timeout', 'interrupted', 'memory', 'crashed', 'error']
const small = { memoryBytes: 400 * MEGABYTE }

hostileSuite('resources', [
  {
    name: 'fork bomb',
    code: 'while True:\n    try: os.fork()\n    except OSError: pass',
    timeoutSeconds: 2,
    ends: stopped,
    within: 10,
  },
  {
    name: 'fork bomb that leaves its session and ignores signals',
    code: `
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(s, signal.SIG_IGN)
while True:
    try:
        if os.fork() == 0: os.setsid()
    except OSError: pass`,
    timeoutSeconds: 2,
    ends: stopped,
    within: 10,
  },
  {
    name: 'thread bomb',
    code: 'made = 0\nwhile made < 5000:\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); made += 1\nprint("ESCAPED", made)',
    ends: stopped,
  },
  {
    name: 'subprocess bomb',
    code: 'kids = [subprocess.Popen(["sleep", "60"]) for _ in range(500)]\nprint("ESCAPED", len(kids))',
    ends: stopped,
  },
  {
    name: 'memory in many small pieces',
    code: 'held = []\nwhile True: held.append([0] * 1000)',
    limits: small,
    ends: ['memory'],
    goesOn: true,
  },
  { name: 'memory in one huge piece', code: 'held = bytearray(10**13)', ends: ['error', 'memory'], goesOn: true },
  {
    name: 'memory mapped and filled',
    code: 'm = mmap.mmap(-1, 4 << 30)\nfor i in range(0, 4 << 30, 4096): m[i] = 1',
    limits: small,
    ends: ['memory'],
  },
  {
    name: 'memory of many processes together',
    code: 'for _ in range(12):\n    if os.fork() == 0:\n        held = bytearray(b"x") * 100_000_000; time.sleep(30); os._exit(0)\ntime.sleep(3)\nheld = bytearray(b"x") * 350_000_000',
    limits: small,
    timeoutSeconds: 8,
  },
  {
    name: 'memory behind a file descriptor',
    code: 'f = os.memfd_create("m")\nwhile True: os.write(f, bytes(1 << 20))',
    limits: small,
    ends: ['memory', 'crashed', 'error'],
  },
  {
    name: '/dev/shm filled',
    code: 'with open("/dev/shm/x", "wb") as f:\n    for _ in range(3000): f.write(bytes(1 << 20))\nprint("ESCAPED")',
    limits: small,
    ends: ['error', 'memory'],
  },
  {
    name: '/tmp filled',
    code: 'with open("/tmp/x", "wb") as f:\n    for _ in range(3000): f.write(bytes(1 << 20))\nprint("ESCAPED")',
    limits: small,
    ends: ['error', 'memory'],
  },
  {
    name: '/tmp filled with empty files',
    code: 'for i in range(200_000): open(f"/tmp/{i}", "w").close()\nprint("ESCAPED")',
    ends: ['error', 'memory', 'timeout'],
  },
  {
    name: 'disk filled by one file',
    code: 'with open("x", "wb") as f:\n    while True: f.write(bytes(1 << 20))',
    limits: { diskBytes: 64 * MEGABYTE },
    ends: ['error'],
    check: outcome => expect(outcome.error?.message).toMatch(/large|64 MiB/),
  },
  {
    name: 'disk filled by many files',
    code: 'i = 0\nwhile True:\n    i += 1; open(f"x{i}", "wb").write(bytes(1 << 19))',
    limits: { diskBytes: 64 * MEGABYTE },
    ends: ['error'],
    check: outcome => expect(outcome.error).toMatchObject({ name: 'DiskLimit' }),
  },
  {
    name: 'disk filled by files without a name',
    code: 'held = []\nwhile True:\n    held.append(open("x", "wb")); os.unlink("x"); held[-1].write(bytes(1 << 23)); held[-1].flush(); time.sleep(0.02)',
    limits: { diskBytes: 64 * MEGABYTE },
    ends: ['error'],
    check: outcome => expect(outcome.error).toMatchObject({ name: 'DiskLimit' }),
  },
  {
    name: 'disk filled by files without a name, held by a thread whose first has ended',
    code: `
def fill():
    held = []
    while True:
        held.append(open("x", "wb")); os.unlink("x"); held[-1].write(bytes(1 << 23)); held[-1].flush(); time.sleep(0.02)
if os.fork() == 0:
    threading.Thread(target=fill).start()
    libc.pthread_exit(None)
time.sleep(9)`,
    limits: { diskBytes: 64 * MEGABYTE },
    ends: ['error'],
    check: outcome => expect(outcome.error).toMatchObject({ name: 'DiskLimit' }),
  },
  {
    name: 'disk filled below more folders than a path can name',
    code: `
for _ in range(30): os.mkdir("d" * 200); os.chdir("d" * 200)
i = 0
while True:
    i += 1; open(f"x{i}", "wb").write(bytes(1 << 23)); time.sleep(0.02)`,
    limits: { diskBytes: 64 * MEGABYTE },
    ends: ['error'],
    check: outcome => expect(outcome.error).toMatchObject({ name: 'DiskLimit' }),
  },
  {
    name: 'a sparse file of ten terabytes',
    code: 'attempt("sparse", lambda: open("x", "wb").truncate(10**13))',
    ends: ['ok'],
  },
  {
    name: 'a reserved file of a hundred gigabytes',
    code: 'f = open("x", "wb")\nattempt("fallocate", lambda: os.posix_fallocate(f.fileno(), 0, 10**11))',
    ends: ['ok'],
  },
  {
    name: 'a zip bomb',
    code: 'import zipfile\nwith zipfile.ZipFile("/tmp/b.zip", "w", zipfile.ZIP_DEFLATED) as z: z.writestr("b", bytes(30_000_000))\nfor i in range(50): zipfile.ZipFile("/tmp/b.zip").extract("b", f"d{i}")\nprint("ESCAPED")',
    limits: { diskBytes: 100 * MEGABYTE },
    timeoutSeconds: 30,
    ends: ['error'],
  },
  {
    name: 'descriptors without end',
    code: 'held = []\nattempt("descriptors", lambda: [held.append(os.open("/dev/null", 0)) for _ in range(100_000)])\nheld.clear()',
  },
  {
    name: 'pipes filled and kept',
    code: 'held = []\nattempt("pipes", lambda: [held.append(os.pipe()) for _ in range(100_000)])',
    limits: small,
  },
  {
    name: 'descriptors sent in circles',
    code: 'a, b = socket.socketpair()\na.setblocking(False)\nattempt("in flight", lambda: [socket.send_fds(a, [b"x"], [b.fileno()] * 200) for _ in range(100_000)])',
  },
  {
    name: 'descriptors on their way, which Linux counts for all sessions together',
    code: `
held, empty = [], os.open("/dev/null", os.O_RDONLY)
def send():
    while True:
        held.append(socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)); held[-1][0].setblocking(False)
        while True:
            try: socket.send_fds(held[-1][0], [b"x"], [empty] * 253)
            except BlockingIOError: break
attempt("in flight", send)`,
    ends: ['ok'],
    check: async ({ stdout }, { victim }) => {
      expect(stdout).toContain('Too many references')
      expect(await runCell(victim, 'import os; os._exit(3)')).toMatchObject({ status: 'crashed' })
    },
  },
  { name: 'watches on files without end', code: 'attempt("inotify", lambda: [call(294, 0) for _ in range(100_000)])' },
  { name: 'endless print', code: 'while True: print("x" * 1000)', timeoutSeconds: 2, ends: ['timeout'], within: 9 },
  {
    name: 'one gigantic line',
    code: 'print("x" * 100_000_000)',
    ends: ['ok'],
    check: o => expect(o.stdout.length).toBeLessThan(200_000),
  },
  {
    name: 'a gigantic repr',
    code: 'class Huge:\n    def __repr__(self): return "x" * 100_000_000\nHuge()',
    check: o => expect(o.shown.join('').length).toBeLessThan(2_000_000),
  },
  {
    name: 'an endless repr',
    code: 'class Endless:\n    def __repr__(self):\n        while True: pass\nheld = Endless()\nheld',
    timeoutSeconds: 2,
    ends: ['timeout'],
  },
  {
    name: 'a repr that lies about its length',
    code: 'class Liar:\n    def __len__(self): return 10**18\n    def __iter__(self):\n        while True: yield 1\nheld = Liar()',
    goesOn: true,
  },
  {
    name: 'a hundred thousand displays',
    code: 'from IPython.display import display\nfor i in range(100_000): display(i)',
    timeoutSeconds: 5,
    within: 15,
  },
  {
    name: 'processor of everyone',
    code: 'for _ in range(8):\n    if os.fork() == 0:\n        while True: pass\ntime.sleep(2)',
    limits: { cpus: 1 },
    timeoutSeconds: 5,
    goesOn: true,
  },
  ...refusals({
    'priority above others': 'os.setpriority(os.PRIO_PROCESS, 0, -20)',
    'real-time scheduling': 'os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))',
    'limits raised': 'resource.setrlimit(resource.RLIMIT_NOFILE, (1_000_000, 1_000_000))',
    'SysV shared memory': 'call(29, 0, 1 << 30, 0o1600)',
    'SysV message queues': 'call(68, 0, 0o1600)',
    'POSIX message queues': 'call(240, b"/q", 0o102, 0o600, 0)',
    'memory locked into RAM': 'call(149, mmap.mmap(-1, 1 << 20) and 0x10000, 1 << 30)',
    'a disk sync of the whole host': 'call(162) or call(306, 0)',
  }),
])
