import { expect } from 'vitest'
import { hostileSuite, refusals } from '../testing/hostile-case.ts'

process.env['SECRET_KEY_OF_TEST'] = 'host-secret-77aa'

hostileSuite('secrets and processes', [
  {
    name: 'the environment, its own and everyone’s',
    code: `
found = [str(os.environ)]
for name in os.listdir("/proc"):
    if name.isdigit():
        try: found.append(open(f"/proc/{name}/environ").read())
        except OSError: pass
print("ESCAPED" if "host-secret" in "".join(found) or "SECRET" in "".join(found) else "nothing")`,
    ends: ['ok'],
  },
  ...refusals({
    'memory of pid 1': 'open("/proc/1/mem", "rb").read(1)',
    'maps of pid 1': 'open("/proc/1/maps").read()',
    'descriptors of pid 1': 'os.listdir("/proc/1/fd")',
    'environment of pid 1': 'open("/proc/1/environ").read()',
    'ptrace of its parent': 'call(101, 16, os.getppid(), 0, 0)',
    'priority of pid 1': 'os.setpriority(os.PRIO_PROCESS, 1, -5)',
  }),
  {
    name: 'processes of the host and of others',
    code: `
pids = [int(n) for n in os.listdir("/proc") if n.isdigit()]
print("ESCAPED" if len(pids) > 12 else "own processes", len(pids))
others = [p for p in pids if "victim" in open(f"/proc/{p}/cmdline").read()]
print("ESCAPED" if others else "nobody else")`,
    ends: ['ok'],
  },
  {
    name: 'kill everything it can',
    code: 'os.kill(-1, signal.SIGKILL)',
    within: 10,
    ends: ['crashed', 'ok'],
  },
  {
    name: 'kill pid 1 with every signal',
    code: 'for s in range(1, 65):\n    try: os.kill(1, s)\n    except OSError: pass\ntime.sleep(0.3)\nprint("done")',
    within: 10,
  },
  { name: 'kill its parent', code: 'os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(0.5)', within: 10 },
  {
    name: 'another session’s data in its own memory',
    // The needle is put together so that this code itself does not hold it in one piece.
    code: `
needle = b"victim-" + b"secret" + b"-8f3a"
hits = 0
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        if " rw" not in line or "[v" in line: continue
        start, end = (int(x, 16) for x in line.split()[0].split("-"))
        if end - start > 200_000_000: continue
        try:
            memory.seek(start)
            block = memory.read(end - start)
        except (OSError, ValueError, OverflowError): continue
        position = block.find(needle)
        while position >= 0:
            # our own needle, and copies of it in blocks read, do not count
            if start + position != id(needle) + 32: hits += 1
            position = block.find(needle, position + 1)
        del block
import gc
print("own copies only" if hits < 50 else "many", hits)
print("ESCAPED" if any(isinstance(o, dict) and o.get("secret", "").__class__ is str and len(o.get("secret", "")) == 18 for o in gc.get_objects()) else "not among objects")`,
    timeoutSeconds: 20,
    ends: ['ok'],
  },
  {
    name: 'descriptors that lead out',
    code: `
for name in os.listdir("/proc/self/fd"):
    try: target = os.readlink(f"/proc/self/fd/{name}")
    except OSError: continue
    if target.startswith("/") and not target.startswith(("/proc", "/dev/null", "/workspace", "/outbox", "/tmp", "/dev/shm", "/opt", "/usr", "/memfd")):
        print("ESCAPED", name, target)
for number in range(3, 200):
    try:
        fd = os.open("..", os.O_RDONLY, dir_fd=number)
        print("ESCAPED" if "sessions" in os.listdir(fd) else "harmless", number)
    except OSError: pass`,
    ends: ['ok'],
  },
  {
    name: 'its limits raised through the group file it was given',
    code: `
import glob
for number in range(0, 200):
    try: target = os.readlink(f"/proc/self/fd/{number}")
    except OSError: continue
    if "memory" in target or "cgroup" in target:
        attempt(target, lambda: os.write(number, b"0"))
        attempt("parent", lambda: os.listdir(os.open(f"/proc/self/fd/{number}/..", os.O_RDONLY)))`,
    ends: ['ok'],
  },
  {
    name: 'forged frames on every descriptor',
    code: String.raw`
forged = b'{"frame":"result","cell":1,"status":"ok","seconds":0,"executionCount":99,"variables":[],"note":"FORGED"}\n{"frame":"reply","request":1,"value":"FORGED"}\nnot json at all\n' + b"x" * 100_000 + b"\n"
for number in range(3, 200):
    try: os.set_blocking(number, False); os.write(number, forged)
    except OSError: pass`,
    within: 15,
    // It may fool its own session; the host and the others stay sound.
    check: async (_, { victim }) => expect(JSON.stringify(await victim.ask('variables', {}))).not.toContain('FORGED'),
  },
  {
    name: 'a flood on every descriptor',
    code: 'end = time.time() + 2\nwhile time.time() < end:\n    for number in range(3, 60):\n        try: os.set_blocking(number, False); os.write(number, b"{" * 65536)\n        except OSError: pass',
    timeoutSeconds: 6,
    within: 15,
  },
  { name: 'closed descriptors', code: 'os.closerange(0, 4096)', timeoutSeconds: 3, within: 12 },
  {
    name: 'output into descriptors it replaced',
    code: 'r, w = os.pipe()\nfor number in range(0, 3): os.dup2(w, number)\nprint("x" * 10_000_000)',
    timeoutSeconds: 2,
    within: 10,
  },
  {
    name: 'a patched runner',
    code: `
import builtins
for name, module in list(sys.modules.items()):
    if name.startswith("codingagent_kernel"):
        for attribute in list(vars(module)):
            if callable(getattr(module, attribute)) and not attribute.startswith("__"):
                setattr(module, attribute, lambda *a, **k: "ESCAPED")`,
    timeoutSeconds: 3,
    within: 12,
  },
  {
    name: 'builtins taken away',
    code: 'import builtins\nfor name in ("print", "len", "repr", "isinstance", "open", "str", "type", "__import__"): setattr(builtins, name, None)',
    timeoutSeconds: 3,
    within: 12,
  },
  {
    name: 'a core dump',
    code: 'print("ESCAPED" if resource.getrlimit(resource.RLIMIT_CORE)[1] else "none")\nos.abort()',
    ends: ['crashed'],
    goesOn: true,
  },
])
