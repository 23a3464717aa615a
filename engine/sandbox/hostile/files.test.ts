import { lstat, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { hostileSuite, refusals } from '../testing/hostile-case.ts'

const unchanged = async (path: string) => {
  const { uid, gid, mode, mtimeMs } = await stat(path)
  return { uid, gid, mode, mtimeMs }
}
const passwd = await unchanged('/etc/passwd')

hostileSuite('files', [
  ...refusals({
    'passwords of the host': 'read("/etc/shadow")',
    'home of root': 'os.listdir("/root")',
    'homes of people': 'os.listdir("/home")',
    'settings and logs of the host': 'os.listdir("/var")',
    'sessions as the fork-server sees them': 'os.listdir("/sessions")',
    'the old root behind pivot_root': 'os.listdir("/oldroot") or os.listdir("/newroot")',
    'the system’s own settings': 'open("/proc/sys/kernel/core_pattern", "w").write("|/workspace/x")',
    sysrq: 'open("/proc/sysrq-trigger", "w").write("b")',
    'memory of the host’s kernel': 'read("/proc/kcore")',
    'symbols of the host’s kernel': 'read("/proc/kallsyms")',
    sysfs: 'os.listdir("/sys/kernel")',
    'writing to /usr': 'open("/usr/lib/x", "w")',
    'writing to /etc': 'open("/etc/passwd", "a")',
    'writing to /': 'open("/x", "w")',
    'writing to the packages': 'open("/opt/kernel/lib/python3.11/site-packages/pandas/__init__.py", "a")',
    'writing to the kernel’s own code': 'open("/opt/codingagent/codingagent_kernel/supervisor.py", "a")',
    'a hard link to a file of the system': 'os.link("/etc/passwd", "passwd")',
    'a hard link to a program': 'os.link("/usr/bin/env", "env")',
    'the root of pid 1': 'os.listdir("/proc/1/root/sessions") or os.listdir("/proc/1/cwd/../sessions")',
    'a set-uid file': '(open("tool", "w").close(), os.chmod("tool", 0o4755))',
    'a set-gid file made by open': 'os.open("tool2", os.O_CREAT | os.O_WRONLY, 0o2755)',
    'a device as an artifact': 'os.mknod("device", 0o20666, os.makedev(1, 1))',
  }),
  {
    name: 'upwards out of the workspace',
    code: `
seen = os.listdir("/workspace/../../../../..")
print("ESCAPED" if "sessions" in seen or "root" in seen or "home" in seen else "own root", seen)
fd = os.open("/workspace", os.O_RDONLY)
for _ in range(20): fd = os.open("..", os.O_RDONLY, dir_fd=fd)
print("ESCAPED" if "sessions" in os.listdir(fd) else "own root")`,
    ends: ['ok'],
  },
  {
    name: 'another session’s files by the host’s own paths',
    code: `
paths = [line.split()[3] for line in open("/proc/self/mountinfo")]
mine = next(p for p in paths if p.endswith("/workspace"))
for path in (os.path.dirname(os.path.dirname(mine)), mine.replace(mine.split("/")[-2], "victim"), "/sessions/victim"):
    attempt(path, lambda: os.listdir(path))`,
    ends: ['ok'],
  },
  {
    name: 'symbolic links that the host might follow',
    code: `
for name, target in {"a": "/etc/passwd", "b": "/etc", "c": "../../victim/workspace/diary.txt", "d": "/", "e": "e", "f": "/proc/self/environ"}.items():
    os.symlink(target, name); os.symlink(target, "/outbox/" + name)
attempt("a", lambda: read("c"))`,
    check: async (outcome, { kernel }) => {
      expect(
        outcome.events.filter(e => e.type === 'file' && !['a', 'b'].includes(e.path) && e.path.includes('passwd')),
      ).toEqual([])
      await kernel.run({ code: '1', timeoutSeconds: 5, outputBytes: 1e4, refusedImports: [], onEvent: () => undefined })
      expect(await unchanged('/etc/passwd')).toEqual(passwd)
    },
    goesOn: true,
  },
  {
    name: 'a workspace whose upload was swapped for a link before the host gives it away',
    code: `
os.rename("upload.csv", "gone")
os.symlink("/etc/passwd", "upload.csv")`,
    before: async ({ folder }) => {
      await writeFile(join(folder, 'workspace/upload.csv'), 'a\n')
      return () => undefined
    },
    check: async (_, { kernel, folder }) => {
      await kernel.run({ code: '1', timeoutSeconds: 5, outputBytes: 1e4, refusedImports: [], onEvent: () => undefined })
      expect(await unchanged('/etc/passwd')).toEqual(passwd)
      expect((await lstat(join(folder, 'workspace/upload.csv'))).isSymbolicLink()).toBe(true)
    },
  },
  {
    name: 'pipes and sockets as artifacts',
    code: 'attempt("a named pipe", lambda: os.mkfifo("report.csv"))\nsocket.socket(socket.AF_UNIX).bind("chart.png")',
    ends: ['ok'],
    check: outcome => expect(outcome.events.filter(event => event.type === 'file')).toEqual([]),
    goesOn: true,
  },
  {
    name: 'hostile names',
    code: String.raw`
for name in ("a\nb", "\x1b[2J", "x" * 255, "-rf", "‮gpj.exe", "<img src=x onerror=alert(1)>", "a;rm -rf ~", "$(id)", "%s%n", ".. ", "con:"):
    open(name, "w").write("x")
open(b"\xff\xfe bad utf-8", "w").write("x")`,
    ends: ['ok'],
    check: async (_, { folder }) => expect((await readdir(join(folder, 'workspace'))).length).toBeGreaterThan(10),
    goesOn: true,
  },
  {
    name: 'a tree a thousand folders deep',
    code: 'for _ in range(1000):\n    os.mkdir("d"); os.chdir("d")\nopen("x", "w").write("deep")',
    timeoutSeconds: 15,
    goesOn: true,
  },
  {
    name: 'folders without permissions',
    code: 'os.mkdir("locked"); open("locked/x", "w").write("x"); os.chmod("locked", 0); os.chmod("/workspace", 0)',
    check: async (_, { folder }) => expect(await readdir(join(folder, 'workspace'))).toContain('locked'),
  },
  {
    name: 'the workspace itself removed or replaced',
    code: `
attempt("rmdir", lambda: os.rmdir("/workspace"))
attempt("rename", lambda: os.rename("/workspace", "/tmp/w"))
attempt("outbox", lambda: os.rename("/outbox", "/tmp/o"))`,
    ends: ['ok'],
    goesOn: true,
  },
  {
    name: 'what another session left in shared places',
    code: 'print("ESCAPED" if os.listdir("/dev/shm") else "empty")\nopen("/dev/shm/mine", "w").write("x"); open("/tmp/mine", "w").write("x");',
    before: async ({ victim }) => {
      const code = 'open("/dev/shm/victim", "w").write("x"); open("/tmp/victim", "w").write("x");'
      await victim.run({ code, timeoutSeconds: 5, outputBytes: 1e4, refusedImports: [], onEvent: () => undefined })
      return () => undefined
    },
    check: async (_, { victim }) => {
      const said: string[] = []
      const code = 'import os; print(os.path.exists("/dev/shm/mine") or os.path.exists("/tmp/mine"))'
      const onEvent = (event: { type: string; text?: string }) => void said.push(event.text ?? '')
      await victim.run({ code, timeoutSeconds: 5, outputBytes: 1e4, refusedImports: [], onEvent })
      expect(said.join('')).toBe('False\n')
    },
  },
  {
    name: 'files on the host belong to nobody there',
    code: 'open("x", "w").write("x"); os.chmod("x", 0o777)',
    check: async (_, { folder, victimFolder }) => {
      const file = await stat(join(folder, 'workspace/x'))
      if (process.getuid?.() === 0) expect(file.uid).toBeGreaterThan(65_535)
      expect(file.mode & 0o6000).toBe(0)
      expect(await readFile(join(victimFolder, 'workspace/diary.txt'), 'utf8')).toContain('victim-secret')
    },
  },
])
