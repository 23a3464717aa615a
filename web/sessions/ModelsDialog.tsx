import { openDialog } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog, DialogContent } from '../ui/dialog.tsx'

const settings = [
  ['OpenRouter', 'OPENROUTER_API_KEY='],
  ['OpenAI', 'OPENAI_API_KEY='],
  ['Anthropic', 'ANTHROPIC_API_KEY='],
  ['Google', 'GOOGLE_API_KEY='],
  ['Ollama', 'OLLAMA_BASE_URL=http://127.0.0.1:11434'],
  ['OpenAI-compatible', 'OPENAI_BASE_URL='],
] as const

/** How an installation gets a language model: a setting of the server, never of the browser. */
export function ModelsDialog() {
  return (
    <Dialog open onOpenChange={() => openDialog(null)}>
      <DialogContent title={strings.models.title} className="w-[min(36rem,calc(100vw-2rem))]">
        <p className="text-base text-soft">{strings.models.lead}</p>
        <dl className="my-3 divide-y divide-line rounded-lg border border-line">
          {settings.map(([name, line]) => (
            <div key={name} className="flex min-h-10 items-center gap-3 ps-3 pe-1.5">
              <dt className="w-24 shrink-0 text-base break-words sm:w-36">{name}</dt>
              <dd className="flex min-w-0 flex-1 items-center gap-2">
                <code className="min-w-0 flex-1 py-1 font-mono text-xs break-all text-soft">{line}</code>
                <CopyButton label={`${strings.actions.copy}: ${line}`} text={line} />
              </dd>
            </div>
          ))}
        </dl>
        <p className="text-sm text-faint">{strings.models.hint}</p>
      </DialogContent>
    </Dialog>
  )
}
