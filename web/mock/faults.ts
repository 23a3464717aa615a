/** What goes wrong on wish: a refusal, a proxy's page, a line that breaks, an answer that takes its time. */
import type { ServerResponse } from 'node:http'

export type Fault = {
  /** A part of "METHOD path" below /api/v1, such as "POST sessions/". */
  at: string
  /** 0 breaks the line without an answer. */
  status: number
  code?: string
  message?: string
  /** Answers with a page, as a proxy would. */
  page?: boolean
  /** How often it happens; without it, always. */
  times?: number
  /** Answers nothing until the faults are set anew; then the request goes its normal way. */
  hold?: boolean
}

export class Faults {
  private faults: Fault[] = []
  private held: (() => void)[] = []
  private left = 0

  /** Requests that are held, and those whose asker went while they were held. */
  get seen(): { held: number; left: number } {
    return { held: this.held.length, left: this.left }
  }

  set(faults: Fault[]): void {
    this.faults = faults
    this.left = 0
    for (const release of this.held.splice(0)) release()
  }

  /** Whether it answered in place of the route. */
  async answered(request: string, response: ServerResponse): Promise<boolean> {
    const fault = this.faults.find(({ at, times }) => request.includes(at) && times !== 0)
    if (!fault) return false
    if (fault.times !== undefined) fault.times--
    if (fault.hold) {
      await this.release(response)
      // Who asked may have gone meanwhile.
      return response.destroyed
    }
    if (fault.status === 0) response.destroy()
    else fail(response, fault)
    return true
  }

  private release(response: ServerResponse): Promise<void> {
    return new Promise(release => {
      this.held.push(release)
      response.once('close', () => {
        if (!this.held.includes(release)) return
        this.held = this.held.filter(other => other !== release)
        this.left++
        release()
      })
    })
  }
}

function fail(response: ServerResponse, { status, code = 'internal', message = 'No.', page = false }: Fault) {
  response.statusCode = status
  response.setHeader('content-type', page ? 'text/html' : 'application/json')
  response.end(page ? '<html><h1>Bad Gateway</h1></html>' : JSON.stringify({ error: { code, message } }))
}
