/** A kernel at the other end of a socket: the host's side of frames.ts, the same for every engine. */
import type { Socket } from 'node:net'
import type { CellStatus, HostFrame, KernelFrame } from './frames.ts'
import { BadFrame, readFrames } from './frame-stream.ts'
import type { CellEvent, CellRequest, CellResult, Kernel } from './sandbox.ts'
import { KernelFailure, SandboxUnavailable } from './sandbox.ts'

export type KernelHome = {
  kernelId: string
  outbox: string
  /** Ends the kernel's process and all it started, however it behaves. */
  kill(): Promise<void>
  /** True when the host's limit on memory killed something in it. */
  killedForMemory(): Promise<boolean>
  beforeCell(): Promise<void>
  setBusy(busy: boolean): void
  /** After the kernel is gone: removes what the host kept for it. */
  release(): Promise<void>
}

const READY_SECONDS = 15
/** The kernel itself interrupts at the time limit and kills 1.5 s later; beyond this the host does it. */
const DEADLINE_GRACE_SECONDS = 4
/** Same for an interrupt asked for by a person: 5 s in all. */
const INTERRUPT_GRACE_SECONDS = 3.5
const REQUEST_SECONDS = 60
const REQUEST_GRACE_SECONDS = 2
/** A kernel that says more in one cell is not ours any more: our own side of it cuts output long before. */
const MAX_EVENTS = 50_000
/** Milliseconds between two looks at a cell that is only late because its events are still being taken. */
const LOOK_AGAIN = 200
const OUTPUT_SLACK = 1024 * 1024
/** Characters that a cell may show and give as its result. */
const MAX_SHOWN = 4 * 1024 * 1024

type Ending = { status: CellStatus; message: string }
type Cell = {
  number: number
  request: CellRequest
  events: number
  outputBytes: number
  shown: number
  /** Milliseconds that the reader of its events took so far; and since when it has been at the present one. */
  heldUp: number
  heldUpSince?: number
  /** Each ends the minding of one of its limits. */
  minding: (() => void)[]
  /** Why the host stops it, when it does. */
  ending?: Ending
  /** What the reader of events threw: the caller's failure, not the code's. */
  failure?: { error: unknown }
  settle: (result: CellResult) => void
}
type Pending = { resolve: (value: unknown) => void; reject: (error: KernelFailure) => void }

const seconds = (since: number) => (performance.now() - since) / 1000

export class SocketKernel implements Kernel {
  readonly kernelId: string
  readonly closed: Promise<void>
  readonly #home: KernelHome
  readonly #socket: Socket
  readonly #requests = new Map<number, Pending>()
  #cell: Cell | undefined
  #queue: Promise<unknown> = Promise.resolve()
  #numbers = 0
  #gone = false
  #lastWords = 'Python ended unexpectedly; its variables are lost.'
  #ready: (() => void) | undefined

  /** Resolves once the kernel said that it is ready. */
  static async start(socket: Socket, home: KernelHome): Promise<SocketKernel> {
    const kernel = new SocketKernel(socket, home)
    const ready = new Promise<void>(resolve => {
      kernel.#ready = resolve
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, READY_SECONDS * 1000)
    })
    await Promise.race([ready, kernel.closed, late])
    clearTimeout(timer)
    if (kernel.#ready === undefined && !kernel.#gone) return kernel
    await kernel.close()
    throw new SandboxUnavailable(`A kernel did not start. ${kernel.#lastWords} Run \`make doctor\`.`)
  }

  private constructor(socket: Socket, home: KernelHome) {
    this.kernelId = home.kernelId
    this.#home = home
    this.#socket = socket
    socket.on('error', () => undefined) // the reading ends with it
    this.closed = this.#read()
  }

  get isGone(): boolean {
    return this.#gone
  }

  run(request: CellRequest): Promise<CellResult> {
    const turn = this.#queue.then(() => this.#runNow(request))
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  async ask<Value>(
    name: string,
    args: Record<string, unknown>,
    options: { timeoutSeconds?: number; signal?: AbortSignal } = {},
  ): Promise<Value> {
    if (this.#gone) throw new KernelFailure('gone', 'The kernel has ended.')
    const timeout = options.timeoutSeconds ?? REQUEST_SECONDS
    const request = ++this.#numbers
    let timer: NodeJS.Timeout | undefined
    let stop: (() => void) | undefined
    try {
      return await new Promise<Value>((resolve, reject) => {
        this.#requests.set(request, { resolve: value => resolve(value as Value), reject })
        const give = (code: string, message: string) => {
          this.#send({ frame: 'cancel', request })
          reject(new KernelFailure(code, message))
        }
        stop = () => give('cancelled', 'It was stopped.')
        timer = setTimeout(
          () => give('timeout', `There was no answer within ${timeout} s.`),
          (timeout + REQUEST_GRACE_SECONDS) * 1000,
        )
        if (options.signal?.aborted) return stop()
        options.signal?.addEventListener('abort', stop, { once: true })
        this.#send({ frame: 'request', request, name, arguments: args, timeout })
      })
    } finally {
      clearTimeout(timer)
      if (stop) options.signal?.removeEventListener('abort', stop)
      this.#requests.delete(request)
    }
  }

  /** Ends the running cell for a reason of the host's own, such as a full disk; between cells the kernel itself. */
  stop(message: string): void {
    if (this.#cell) this.#interrupt(this.#cell, { status: 'error', message })
    else void this.#end(message)
  }

  async close(): Promise<void> {
    await this.#end('The kernel was closed.')
    await this.closed
  }

  async #runNow(request: CellRequest): Promise<CellResult> {
    const started = performance.now()
    if (this.#gone) return ended('crashed', this.#lastWords, 0)
    if (request.signal?.aborted) return ended('interrupted', 'It was stopped before it began.', 0)
    const unprepared = await this.#home.beforeCell().then(
      () => null,
      (error: unknown) => error,
    )
    // It may have ended meanwhile, when there was no cell yet that its end could settle.
    if (this.#gone) return ended('crashed', this.#lastWords, 0)
    if (unprepared !== null) {
      await this.#end('Python was ended because its working folder could not be read; its variables are lost.')
      return ended('crashed', this.#lastWords, 0)
    }
    const number = ++this.#numbers
    const finished = Promise.withResolvers<CellResult>()
    const counted = { events: 0, outputBytes: 0, shown: 0, heldUp: 0 }
    const cell: Cell = { number, request, ...counted, minding: [], settle: finished.resolve }
    const stopped = () => this.#interrupt(cell, { status: 'interrupted', message: 'It was stopped.' })
    cell.minding.push(this.#mindDeadline(cell))
    this.#cell = cell
    this.#home.setBusy(true)
    request.signal?.addEventListener('abort', stopped, { once: true })
    const { code, timeoutSeconds: timeout, outputBytes, refusedImports } = request
    this.#send({ frame: 'run', cell: number, code, timeout, outputBytes, refusedImports })
    if (this.#gone || request.signal?.aborted) stopped()
    try {
      const result = await finished.promise
      if (cell.failure) throw cell.failure.error
      return { ...result, seconds: result.seconds || seconds(started) }
    } finally {
      for (const stopMinding of cell.minding) stopMinding()
      request.signal?.removeEventListener('abort', stopped)
      this.#cell = undefined
      this.#home.setBusy(false)
    }
  }

  #mindDeadline(cell: Cell): () => void {
    const { timeoutSeconds } = cell.request
    return this.#mind(cell, timeoutSeconds + DEADLINE_GRACE_SECONDS, () => {
      void this.#end(`It did not end within ${timeoutSeconds} s; its variables are lost.`, 'timeout')
    })
  }

  #interrupt(cell: Cell, ending: Ending): void {
    if (cell.ending) return
    cell.ending = ending
    this.#send({ frame: 'interrupt', cell: cell.number })
    cell.minding.push(
      this.#mind(cell, INTERRUPT_GRACE_SECONDS, () => {
        void this.#end(`${ending.message} Python did not react, so its variables are lost.`, ending.status)
      }),
    )
  }

  /**
   * Says that the cell is late once it has had so many seconds of its own from now. A store that is slow to take what the cell said holds
   * up its result: that time is not the cell's, whose variables would be lost for it.
   */
  #mind(cell: Cell, allowedSeconds: number, late: () => void): () => void {
    const own = (now: number): number => now - cell.heldUp - (now - (cell.heldUpSince ?? now))
    const until = own(performance.now()) + allowedSeconds * 1000
    const look = (): void => {
      const left = until - own(performance.now())
      if (left > 0) timer = setTimeout(look, Math.max(left, LOOK_AGAIN))
      else late()
    }
    let timer = setTimeout(look, allowedSeconds * 1000)
    return () => clearTimeout(timer)
  }

  #send(frame: HostFrame): void {
    if (!this.#gone && this.#socket.writable) this.#socket.write(`${JSON.stringify(frame)}\n`)
  }

  async #read(): Promise<void> {
    let status: CellStatus = 'crashed'
    try {
      for await (const frame of readFrames(this.#socket)) await this.#take(frame)
    } catch (error) {
      if (error instanceof BadFrame)
        this.#lastWords = `The kernel broke its protocol (${error.message}); its variables are lost.`
    }
    this.#gone = true
    await this.#home.kill().catch(() => undefined)
    if (await this.#home.killedForMemory().catch(() => false)) {
      status = 'memory'
      this.#lastWords = 'It needed more memory than allowed; its variables are lost.'
    }
    this.#cell?.settle(ended(status, this.#lastWords, 0))
    for (const { reject } of this.#requests.values()) reject(new KernelFailure('gone', this.#lastWords))
    await this.#home.release().catch(() => undefined)
  }

  /** Kills the kernel; the cell that runs, if any, ends with these words at once. */
  async #end(message: string, status: CellStatus = 'crashed'): Promise<void> {
    if (this.#gone) return
    this.#gone = true
    this.#lastWords = message
    this.#cell?.settle(ended(status, message, 0))
    await this.#home.kill().catch(() => undefined)
    this.#socket.destroy()
  }

  async #take(frame: KernelFrame): Promise<void> {
    switch (frame.frame) {
      case 'ready':
        this.#ready?.()
        this.#ready = undefined
        return
      case 'reply':
      case 'failure':
        return this.#answer(frame)
      case 'result':
        return this.#finish(frame)
      case 'output':
      case 'display':
      case 'file':
      case 'final_result':
        if (frame.cell === this.#cell?.number) await this.#tell(this.#cell, frame)
    }
  }

  #answer(frame: Extract<KernelFrame, { frame: 'reply' | 'failure' }>): void {
    if (frame.frame === 'failure' && frame.request === 0)
      this.#lastWords = `Python ended unexpectedly: ${frame.message.slice(0, 400)}. Its variables are lost.`
    const pending = this.#requests.get(frame.request)
    if (frame.frame === 'reply') pending?.resolve(frame.value)
    else pending?.reject(new KernelFailure(frame.code, frame.message))
  }

  #finish(frame: Extract<KernelFrame, { frame: 'result' }>): void {
    if (frame.cell !== this.#cell?.number) return
    const { ending, settle } = this.#cell
    const { status, error, seconds: took, executionCount, variables, note } = frame
    const result = { status, error, seconds: took, executionCount, variables, note }
    settle(ending?.status === 'error' ? stoppedByHost(result, ending.message) : result)
  }

  async #tell(cell: Cell, frame: Extract<KernelFrame, { cell: number }> & { frame: CellEvent['type'] }): Promise<void> {
    if (frame.frame === 'output') cell.outputBytes += frame.text.length
    if (frame.frame === 'display') cell.shown += frame.text.length
    if (frame.frame === 'final_result') cell.shown += frame.value.length
    if (
      ++cell.events > MAX_EVENTS ||
      cell.outputBytes > cell.request.outputBytes + OUTPUT_SLACK ||
      cell.shown > MAX_SHOWN
    )
      throw new BadFrame('more output than a cell may have')
    const began = performance.now()
    cell.heldUpSince = began
    try {
      await cell.request.onEvent(this.#eventOf(frame))
    } catch (error) {
      cell.failure ??= { error }
      this.#interrupt(cell, { status: 'interrupted', message: 'It was stopped.' })
    } finally {
      cell.heldUp += performance.now() - began
      delete cell.heldUpSince
    }
  }

  #eventOf(frame: Extract<KernelFrame, { frame: CellEvent['type'] }>): CellEvent {
    switch (frame.frame) {
      case 'output':
        return { type: 'output', stream: frame.stream, text: frame.text, truncated: frame.truncated }
      case 'display': {
        const { text, payload } = frame
        return { type: 'display', text, payload: payload && { ...payload, folder: this.#home.outbox } }
      }
      case 'file':
        return { type: 'file', path: frame.path, size: frame.size, change: frame.change }
      case 'final_result':
        return { type: 'final_result', value: frame.value, mime: frame.mime }
    }
  }
}

function ended(status: CellStatus, message: string, took: number): CellResult {
  const error = { name: ERROR_NAMES[status] ?? 'KernelError', message, traceback: '' }
  return { status, error, seconds: took, executionCount: 0, variables: [], note: message }
}

const ERROR_NAMES: Partial<Record<CellStatus, string>> = {
  crashed: 'KernelCrashed',
  memory: 'OutOfMemory',
  timeout: 'TimeLimit',
  interrupted: 'Interrupted',
}

/** The kernel reports an interrupt; the person shall read why. */
function stoppedByHost(result: CellResult, message: string): CellResult {
  return { ...result, status: 'error', error: { name: 'DiskLimit', message, traceback: '' } }
}
