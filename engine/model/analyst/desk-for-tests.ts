/** The analyst at work on real files with the kernel's own Python, without a sandbox: the same texts go in and out as in a session. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Profile } from '@codingagent/protocol/artifacts.ts'
import { fileLine, profileText } from '../../tools/describe-file.ts'
import type { WorkspaceFile } from '../../tools/tool.ts'
import type { ModelMessage, ToolCall } from '../model.ts'
import { turn } from './tables-for-tests.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** Answers one JSON line for each: runs cells in one namespace, makes passports, tells values. */
const SERVER = String.raw`
import contextlib, io, json, os, sys, traceback, types, warnings
import matplotlib
matplotlib.use("Agg")
from codingagent_kernel.requests import REQUESTS, configure
answers, sys.stdout = sys.stdout, sys.stderr
space = {}

def start(outbox, output, given):
    configure(outbox=outbox)
    shown = []
    space.clear()
    space.update({"__name__": "__main__", "OUTPUT_DIR": output, "display": shown.append, "_shown": shown, **given})
    space["_given"] = set(space)

def run(code):
    space.pop("final_result", None)
    space["_shown"].clear()
    printed, error = io.StringIO(), None
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            exec(compile(code, "<cell>", "exec"), space)
        except BaseException:
            error = traceback.format_exc()
    left = sorted(n for n, v in space.items() if n not in space["_given"] and not n.startswith("_") and not isinstance(v, types.ModuleType))
    final = space.get("final_result")
    return {
        "printed": printed.getvalue(), "error": error, "left": left, "final": None if final is None else str(final),
        "warned": [str(w.message) for w in warned if issubclass(w.category, (FutureWarning, RuntimeWarning, UserWarning))],
        "shown": [type(v).__name__ for v in space["_shown"]],
    }

def profile(path):
    return REQUESTS["profile"]({"path": path})

def value(expression):
    return json.loads(json.dumps(eval(expression, space), default=str))

for line in sys.stdin:
    name, *arguments = json.loads(line)
    try:
        reply = {"value": {"start": start, "run": run, "profile": profile, "value": value}[name](*arguments)}
    except Exception as fault:
        reply = {"fault": f"{type(fault).__name__}: {fault}"}
    print(json.dumps(reply), file=answers, flush=True)
`

type Ran = {
  printed: string
  error: string | null
  /** Names a person would see among the variables. */
  left: string[]
  final: string | null
  warned: string[]
  shown: string[]
}

export type Answer = Ran & {
  code: string
  /** What the person reads. */
  text: string
}

export type Desk = {
  /** A new session with these files. */
  open(files: Record<string, string | Uint8Array>): Promise<void>
  /** One question, or several one after another; the last one's answer. */
  ask(questions: string | string[]): Promise<Answer>
  /** Forgets what was asked before; files and variables stay. */
  anew(): void
  /** Runs Python of the test's own, as a person might between two questions. */
  run(code: string): Promise<Ran>
  value(expression: string): Promise<unknown>
  close(): Promise<void>
}

type Tell = <Value>(...request: unknown[]) => Promise<Value>

/** What lies in a session, and what was said in it. */
type Session = { files: WorkspaceFile[]; history: ModelMessage[]; profiles: Map<string, string> }

export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'analyst-desk-'))
  const python = spawn(join(repository, '.tools/python/bin/python'), ['-c', SERVER], {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: join(repository, 'kernel'), PYTHONDONTWRITEBYTECODE: '1', MPLCONFIGDIR: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(python.stdout)[Symbol.asyncIterator]()
  const tell: Tell = async <Value>(...request: unknown[]) => {
    python.stdin.write(`${JSON.stringify(request)}\n`)
    const { value: line } = await lines.next()
    const reply = JSON.parse(String(line)) as { value: Value; fault?: string }
    if (reply.fault !== undefined) throw new Error(reply.fault)
    return reply.value
  }
  let count = 0
  let session: Session = { files: [], history: [], profiles: new Map() }
  return {
    async open(given) {
      const files = await layOut(join(folder, String(++count)), given, tell)
      session = { files, history: [], profiles: new Map() }
    },
    async ask(questions: string | string[]) {
      let last: Answer | undefined
      for (const question of [questions].flat()) last = await answered(question, session, tell)
      if (!last) throw new Error('nothing was asked')
      return last
    },
    anew() {
      session.history = []
    },
    run: code => tell<Ran>('run', code),
    value: expression => tell('value', expression),
    async close() {
      python.stdin.end()
      await new Promise(resolve => python.once('close', resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function layOut(place: string, given: Record<string, string | Uint8Array>, tell: Tell): Promise<WorkspaceFile[]> {
  await mkdir(join(place, 'output'), { recursive: true })
  await mkdir(join(place, 'outbox'))
  const files: WorkspaceFile[] = []
  for (const [name, bytes] of Object.entries(given)) {
    const path = join(place, basename(name))
    await writeFile(path, bytes)
    const kind = /\.(?:txt|md|docx)$/.test(name) ? 'document' : 'data'
    files.push({ name, path, variable: `file_${files.length + 1}_path`, size: bytes.length, kind, origin: 'upload' })
  }
  const variables = Object.fromEntries(files.map(file => [file.variable, file.path]))
  await tell('start', join(place, 'outbox'), join(place, 'output'), variables)
  return files
}

const nothing: Ran = { printed: '', error: null, left: [], final: null, warned: [], shown: [] }

/** The turns of one question, as the agent's loop takes them. */
async function answered(question: string, session: Session, tell: Tell): Promise<Answer> {
  const system = `<files>\n${session.files.map(fileLine).join('\n')}\n</files>`
  const messages: ModelMessage[] = [...session.history, { role: 'user', text: question }]
  let answer: Answer = { ...nothing, code: '', text: '' }
  for (let step = 0; step < 6; step++) {
    const parts = await turn(messages, { system })
    const calls = parts.flatMap(part => (part.type === 'call' ? [part.call] : []))
    const text = parts.map(part => (part.type === 'text' ? part.text : '')).join('')
    messages.push({ role: 'assistant', text, calls })
    if (calls.length === 0) {
      session.history = messages
      return { ...answer, text }
    }
    for (const call of calls) {
      const done = await carriedOut(call, session, tell)
      messages.push({ role: 'tool', callId: call.id, name: call.name, text: done.text })
      if (done.ran) answer = { ...done.ran, code: done.code, text: '' }
    }
  }
  throw new Error('the analyst does not come to an end')
}

async function carriedOut(
  { name, input }: ToolCall,
  { files, profiles }: Session,
  tell: Tell,
): Promise<{ text: string; code: string; ran?: Ran }> {
  const given = input as { code: string; name: string }
  if (name === 'run_python') {
    const ran = await tell<Ran>('run', given.code)
    const text = ran.error === null ? ran.printed : `It failed.\n${ran.error.trim().split('\n').at(-1)}`
    return { text, code: given.code, ran }
  }
  const file = files.find(each => each.name === given.name)
  if (!file) throw new Error(`no file ${given.name}`)
  const text =
    profiles.get(file.name) ??
    (await tell<Profile>('profile', file.path).then(
      profile => profileText(file, profile),
      (error: Error) => `${file.name} could not be profiled: ${error.message.replace(/^RequestFailure: /, '')}`,
    ))
  profiles.set(file.name, text)
  return { text, code: '' }
}
