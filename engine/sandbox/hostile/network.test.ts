import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { type Server, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HostileCase, hostileSuite, refusals } from '../testing/hostile-case.ts'

/** A server of the host that would tell a secret to whoever reaches it. */
async function listen(address: string | number): Promise<{ server: Server; port: number }> {
  const server = createServer(socket => socket.on('error', () => undefined).end('ESCAPED'))
  await new Promise<void>(resolve => {
    if (typeof address === 'number') server.listen(address, '127.0.0.1', resolve)
    else server.listen(address, resolve)
  })
  const bound = server.address()
  return { server, port: typeof bound === 'object' && bound ? bound.port : 0 }
}
const closing = (server: Server) => () => new Promise(resolve => server.close(resolve))

/** A listening host server of the given address, tried from inside. */
function hostServer(name: string, code: string, address: () => Promise<string | number>): HostileCase {
  return {
    name,
    code: `where = open("where").read()\nattempt("host server", lambda: ${code})`,
    before: async ({ folder }) => {
      const chosen = await address()
      const { server, port } = await listen(chosen)
      await mkdir(join(folder, 'workspace'), { recursive: true })
      await writeFile(join(folder, 'workspace/where'), typeof chosen === 'number' ? String(port) : chosen)
      return closing(server)
    },
  }
}
const unixConnect = 'socket.socket(socket.AF_UNIX).connect(where) or "connected"'

hostileSuite('network', [
  hostServer(
    'a database of the host on loopback',
    'socket.create_connection(("127.0.0.1", int(where)), 2).recv(9)',
    async () => 0,
  ),
  hostServer(
    'the same through a child process',
    'subprocess.run(["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{where} && cat <&3"], check=True, capture_output=True)',
    async () => 0,
  ),
  hostServer('an abstract socket of the host', unixConnect, async () => `\0codingagent-test-${process.pid}`),
  hostServer('a socket file of the host', unixConnect, async () =>
    join(await mkdtemp(join(tmpdir(), 'host-socket-')), 's'),
  ),
  ...refusals({
    'the fork-server’s own socket': 'socket.socket(socket.AF_UNIX).connect("/run/forkserver/socket") or 1',
    'the metadata address of a cloud': 'socket.create_connection(("169.254.169.254", 80), 2)',
    'a web page': '__import__("urllib.request").request.urlopen("http://example.com", timeout=3)',
    'a name looked up': 'socket.getaddrinfo("example.com", 80)',
    'a name looked up by hand':
      'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(bytes(12), ("127.0.0.53", 53))',
    'TCP of version 6': 'socket.create_connection(("::1", 80), 2)',
    UDP: 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
    listening: 'socket.create_server(("0.0.0.0", 8080))',
    'raw sockets': 'socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)',
    'packet sockets': 'socket.socket(socket.AF_PACKET, socket.SOCK_RAW)',
    netlink: 'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)',
    'XFRM over netlink': 'socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 6)',
    'vsock, which ignores network namespaces': 'socket.socket(40, socket.SOCK_STREAM)',
    AF_ALG: 'socket.socket(38, socket.SOCK_SEQPACKET)',
    AF_RXRPC: 'socket.socket(33, socket.SOCK_DGRAM)',
    AF_KEY: 'socket.socket(15, socket.SOCK_RAW)',
    Bluetooth: 'socket.socket(31, socket.SOCK_RAW)',
    CAN: 'socket.socket(29, socket.SOCK_RAW)',
    TIPC: 'socket.socket(30, socket.SOCK_SEQPACKET)',
    'a pair of network sockets': 'socket.socketpair(socket.AF_INET)',
    'a socket by raw call with high bits set': 'call(41, (1 << 32) | 2, 1, 0)',
  }),
])
