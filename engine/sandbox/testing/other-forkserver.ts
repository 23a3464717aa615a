/** Programs in the fork-server's place, behind the real bubblewrap on the host's own /usr. */
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Lays out what kernel/build-rootfs.sh would have built, with this program as its Python. */
export async function layTools(folder: string, program: string): Promise<void> {
  const bin = join(folder, 'rootfs/opt/kernel/bin')
  for (const path of [bin, join(folder, 'rootfs/etc')]) await mkdir(path, { recursive: true })
  await writeFile(join(folder, '.rootfs-base'), 'host\n')
  await writeFile(join(bin, 'python'), program)
  await chmod(join(bin, 'python'), 0o755)
}

export const READY = 'print(\'{"ready": true, "python": "3.11.0", "seconds": 0.1}\', flush=True)'
/** Answers the first line of each connection with these lines of Python, given `asked` and `connection`. */
export const answering = (reply: string) => `#!/usr/bin/python3
import json, os, socket, sys, threading
server = socket.socket(socket.AF_UNIX)
server.bind("/run/forkserver/socket")
server.listen(9)
${READY}
def serve(connection):
    asked = json.loads(connection.makefile().readline())
    ${reply.replaceAll('\n', '\n    ')}
def accept():
    while True:
        connection, _ = server.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
`
