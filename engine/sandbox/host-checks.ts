/** What can be seen of a host before anything is started on it, and what an operator should do about it. */
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type HostChecks = {
  /** What the kernels' root is made of. */
  base: 'debian' | 'host'
  checks: { name: string; ok: boolean; detail: string }[]
  /** The first thing without which nothing can be isolated, as a sentence that says what to do. */
  obstacle: string | undefined
}

type Check = { name: string; ok: boolean; detail: string; remedy: string }
const run = promisify(execFile)
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'

async function checkProgram(program: string, remedy: string): Promise<Check> {
  try {
    const { stdout } = await run(program, ['--version'], { env: { PATH } })
    return { name: program, ok: true, detail: stdout.trim(), remedy }
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { name: program, ok: false, detail: missing ? 'not installed' : 'cannot be run', remedy }
  }
}

async function checkSystem(): Promise<Check> {
  const ok = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  return {
    name: 'system',
    ok,
    detail: `${process.platform} ${process.arch}`,
    remedy: 'The sandbox needs Linux on x86_64 or aarch64.',
  }
}

async function checkNamespaces(): Promise<Check> {
  const read = async (path: string) => (await readFile(path, 'utf8').catch(() => undefined))?.trim()
  const most = await read('/proc/sys/user/max_user_namespaces')
  const switchedOff = (await read('/proc/sys/kernel/unprivileged_userns_clone')) === '0'
  const restricted = (await read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')) === '1'
  if (most === '0' || most === undefined || switchedOff)
    return {
      name: 'user namespaces',
      ok: false,
      detail: 'switched off',
      remedy:
        'Allow user namespaces: `sysctl user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1` as root.',
    }
  const detail = restricted ? `${most} allowed, restricted by AppArmor` : `${most} allowed`
  return { name: 'user namespaces', ok: true, detail, remedy: '' }
}

async function checkTree(tools: string): Promise<Check & { base: 'debian' | 'host' }> {
  const base =
    (await readFile(join(tools, '.rootfs-base'), 'utf8').catch(() => 'debian')).trim() === 'host' ? 'host' : 'debian'
  const python = join(tools, 'rootfs/opt/kernel/bin')
  const ok = await stat(python).then(
    () => true,
    () => false,
  )
  const detail = base === 'debian' ? 'a Debian tree of its own' : "the host's /usr, read-only"
  const remedy = `The sandbox's Python has not been built: run \`make\` or \`kernel/build-rootfs.sh ${tools}\`.`
  return { name: 'root file system', ok, detail: ok ? detail : `${python} is missing`, remedy, base }
}

/** Looks only; `bubblewrapEngine(…).report()` proves. */
export async function checkHost(tools: string): Promise<HostChecks> {
  const tree = await checkTree(tools)
  const found: Check[] = [
    await checkSystem(),
    await checkProgram('bwrap', 'bubblewrap is missing: run `apt-get install bubblewrap` as root.'),
    ...(process.getuid?.() === 0
      ? [await checkProgram('setpriv', 'setpriv is missing: run `apt-get install util-linux` as root.')]
      : []),
    await checkNamespaces(),
    tree,
  ]
  const bad = found.find(check => !check.ok)
  return {
    base: tree.base,
    checks: found.map(({ name, ok, detail }) => ({ name, ok, detail })),
    obstacle: bad?.remedy,
  }
}
