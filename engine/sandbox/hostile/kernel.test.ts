import { expect } from 'vitest'
import { hostileSuite, refusals } from '../testing/hostile-case.ts'

// Numbers of system calls are those of x86_64.
const onlyHere = process.arch === 'x64' ? hostileSuite : () => undefined

/** Machine code run as a function: writes bytes to an executable page. */
const machineCode = (bytes: string) => `
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("${bytes}"))
run = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))`

onlyHere('the kernel of the host', [
  ...refusals({
    'becoming root': 'os.setuid(0)',
    'becoming another group': 'os.setgid(0)',
    'groups of others': 'os.setgroups([0])',
    mount: 'call(165, b"none", b"/tmp", b"tmpfs", 0, 0)',
    umount: 'call(166, b"/proc", 2)',
    'a remount as writable': 'call(165, b"none", b"/usr", 0, 32 | 4096, 0)',
    fsopen: 'call(430, b"tmpfs", 0)',
    open_tree: 'call(428, -100, b"/", 1)',
    move_mount: 'call(429, -100, b"/usr", -100, b"/tmp", 0)',
    mount_setattr: 'call(442, -100, b"/usr", 0, 0, 0)',
    pivot_root: 'call(155, b"/tmp", b"/tmp")',
    chroot: 'os.chroot("/tmp")',
    'a user namespace': 'call(272, 0x10000000)',
    'a mount namespace': 'call(272, 0x20000)',
    'clone into a user namespace': 'call(56, 0x10000000 | 17, 0, 0, 0, 0)',
    'clone with high bits set': 'call(56, (1 << 33) | 0x10000000 | 17, 0, 0, 0, 0)',
    'a thread with descriptors of its own': 'call(56, 0x10900, 0, 0, 0, 0)',
    'descriptors of its own, later': 'call(436, 3000, 3001, 2)',
    clone3: 'call(435, 0, 64)',
    setns: 'call(308, os.open("/proc/self/ns/user", 0), 0)',
    bpf: 'call(321, 0, 0, 0)',
    perf: 'call(298, 0, 0, -1, -1, 0)',
    io_uring: 'call(425, 8, 0)',
    userfaultfd: 'call(323, 0)',
    add_key: 'call(248, b"user", b"k", b"v", 1, -2)',
    keyctl: 'call(250, 0, -3, 1)',
    request_key: 'call(249, b"user", b"k", 0, 0)',
    init_module: 'call(175, 0, 0, b"")',
    finit_module: 'call(313, 0, b"", 0)',
    kexec: 'call(246, 0, 0, 0, 0)',
    open_by_handle_at: 'call(304, -100, 0, 0)',
    name_to_handle_at: 'call(303, -100, b"/", 0, 0, 0)',
    'ptrace of oneself': 'call(101, 0, 0, 0, 0)',
    process_vm_readv: 'call(310, os.getppid(), 0, 0, 0, 0, 0)',
    process_vm_writev: 'call(311, os.getppid(), 0, 0, 0, 0, 0)',
    pidfd_getfd: 'call(438, call(434, os.getppid(), 0), 0, 0)',
    kcmp: 'call(312, 1, os.getpid(), 0, 0, 0)',
    personality: 'call(135, 0x0040000)',
    splice: 'call(275, os.pipe()[0], 0, os.pipe()[1], 0, 1, 2)',
    tee: 'call(276, os.pipe()[0], os.pipe()[1], 1, 2)',
    vmsplice: 'call(278, os.pipe()[1], 0, 0, 0)',
    mknod: 'os.mknod("disk", 0o60600, os.makedev(8, 0))',
    'a filter of its own that asks another process': 'call(317, 1, 8, 0)',
    'the system log': 'call(103, 3, 0, 0)',
    'the clock': 'time.clock_settime(time.CLOCK_REALTIME, 0)',
    'the host name': 'socket.sethostname("owned")',
    reboot: 'call(169, 0xfee1dead, 672274793, 0, 0)',
    swap: 'call(167, b"/workspace/x", 0)',
    ports: 'call(172, 3)',
    quotas: 'call(179, 0, 0, 0, 0)',
    'process accounting': 'call(163, b"/workspace/x")',
    'the x32 table of calls': 'call(0x40000000 | 41, 2, 1, 0)',
    'memory policy of others': 'call(256, os.getppid(), 0, 0, 0)',
    'landlock and other newcomers': 'call(444, 0, 0, 0)',
    'an unknown call': 'call(9999)',
  }),
  {
    name: 'the 32-bit table of calls (int 0x80)',
    // mov eax, 20 (getpid); int 0x80; ret
    code: `${machineCode('b814000000cd80c3')}\nprint("ESCAPED", run())`,
    ends: ['crashed'],
    goesOn: true,
  },
  {
    name: 'a program of its own',
    // An ELF of 168 bytes: socket(AF_INET, SOCK_STREAM, 0), then exit(0) when it got one, else exit(1).
    code: `
code = bytes.fromhex("b829000000bf02000000be0100000031d20f0585c00f98c00fb6f8b83c0000000f05")
head = struct.pack("<16sHHIQQQIHHHHHH", b"\\x7fELF\\x02\\x01\\x01" + bytes(9), 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 64, 0, 0)
load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 120 + len(code), 120 + len(code), 4096)
open("own", "wb").write(head + load + code)
os.chmod("own", 0o755)
print("code", subprocess.run(["./own"]).returncode)`,
    ends: ['ok'],
    check: outcome => expect(outcome.stdout).toContain('code 1'),
  },
  {
    name: 'keys put into a terminal',
    code: `
import pty, fcntl, termios
attempt("openpty", lambda: pty.openpty())
attempt("TIOCSTI", lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x"))
attempt("TIOCSTI with high bits", lambda: call(16, 0, (1 << 32) | 0x5412, b"x"))`,
    ends: ['ok'],
  },
  {
    name: 'devices of the host',
    code: `
allowed = {"null", "zero", "full", "random", "urandom", "shm", "fd", "stdin", "stdout", "stderr"}
print("ESCAPED" if set(os.listdir("/dev")) - allowed else "only harmless devices", os.listdir("/dev"))
for name in ("mem", "kmsg", "sda", "vda", "fuse", "kvm", "net/tun", "userfaultfd", "tty", "ptmx"):
    attempt(name, lambda: read("/dev/" + name))`,
    ends: ['ok'],
  },
  {
    name: 'cgroups of the host',
    code: `
attempt("cgroupfs", lambda: os.listdir("/sys/fs/cgroup"))
attempt("cgroup of the fork-server", lambda: os.listdir("/cgroup"))
print("ESCAPED" if "codingagent" in open("/proc/self/cgroup").read() and ".." not in open("/proc/self/cgroup").read() and "/k" in open("/proc/self/cgroup").read() else "own root")`,
    ends: ['ok'],
  },
  {
    name: 'capabilities through a program with file capabilities',
    code: `
open("tool", "wb").write(read("/usr/bin/true"))
attempt("file capability", lambda: os.setxattr("tool", "security.capability", struct.pack("<IIIII", 0x02000001, 0xffffffff, 0, 0xffffffff, 0)))
import glob
print("ESCAPED" if [p for p in glob.glob("/usr/bin/*") + glob.glob("/usr/sbin/*") if os.path.exists(p) and os.stat(p).st_mode & 0o6000] else "no set-uid file")`,
    ends: ['ok'],
  },
])
