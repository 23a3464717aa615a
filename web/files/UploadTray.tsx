import { CircleAlert, FileText, RotateCw, Sheet, TriangleAlert, X } from 'lucide-react'
import type { CSSProperties } from 'react'
import { edgeToken, fileLook } from '../artifacts/file-look.ts'
import { bytes } from '../formats.ts'
import { focusQuestion } from '../sessions/focus-question.ts'
import { openFiles } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Popover, PopoverContent, PopoverTrigger } from '../ui/popover.tsx'
import { profileWords } from './profile-words.ts'
import { dropUpload, isUnderWay, retryUpload, uploadsOf, useUploads, type Upload } from './upload-store.ts'
import { useProfile } from './use-profile.ts'

/** More cards than this would push the question off the screen; the rest stands in the Files tab. */
const MANY = 6
/** Rows that were left out, told one by one. */
const TOLD_ROWS = 20

/** Files on their way to the next question, inside the question box. */
export function UploadTray({ sessionId }: { sessionId: string }) {
  const uploads = useUploads(state => uploadsOf(state, sessionId))
  if (uploads.length === 0) return null
  // What needs the person comes first, then what is under way.
  const order = { refused: 0, sending: 1, waiting: 2, done: 3 }
  const sorted = uploads.length > MANY ? [...uploads].sort((a, b) => order[a.state] - order[b.state]) : uploads
  // A button in the place of one card says of two or more.
  const shown = sorted.length > MANY ? sorted.slice(0, MANY - 1) : sorted
  const hidden = sorted.length - shown.length
  const coming = sorted.filter(isUnderWay).length
  return (
    <ul
      aria-label={strings.files.tray}
      data-slot="upload-tray"
      className="flex max-h-52 flex-wrap gap-1.5 overflow-y-auto p-2 pb-0"
    >
      {shown.map(upload => (
        <UploadCard key={upload.key} upload={upload} sessionId={sessionId} />
      ))}
      {hidden > 0 && (
        <li>
          <Button variant="ghost" className="h-12 w-60" onClick={openFiles}>
            {coming > 0 ? strings.files.moreComing(hidden, coming) : strings.files.more(hidden)}
          </Button>
        </li>
      )}
    </ul>
  )
}

function UploadCard({ upload, sessionId }: { upload: Upload; sessionId: string }) {
  const { key, file, state, refusal } = upload
  const refused = state === 'refused'
  const remove = () => {
    dropUpload(sessionId, key)
    focusQuestion()
  }
  const Icon = fileLook(file.name, file.type) === 'sheet' ? Sheet : FileText
  return (
    <li
      data-slot="upload"
      data-state={state}
      style={{ borderInlineStartColor: refused ? undefined : edgeToken(file.name, file.type) }}
      className={classNames(
        'relative flex min-h-12 max-w-full animate-rise items-center gap-2 overflow-hidden rounded-lg border border-s-2 ps-2.5 pe-1',
        refused ? 'w-full border-bad/50 bg-bad-wash' : 'w-60 border-line',
      )}
    >
      {refused ? (
        <CircleAlert aria-hidden className="size-4 shrink-0 text-bad" />
      ) : (
        <Icon aria-hidden className="size-4 shrink-0 text-soft" />
      )}
      <div className="min-w-0 flex-1 py-1">
        <p dir="auto" title={file.name} className="truncate text-sm">
          {file.name}
        </p>
        {refused ? (
          <p role="alert" className="text-xs text-bad">
            {refusal?.message}
          </p>
        ) : (
          <Progress upload={upload} />
        )}
      </div>
      {refusal?.again && (
        <IconButton label={strings.files.retry(file.name)} onClick={() => retryUpload(sessionId, key)}>
          <RotateCw />
        </IconButton>
      )}
      <IconButton
        label={state === 'sending' ? strings.files.stop(file.name) : strings.files.remove(file.name)}
        onClick={remove}
      >
        <X />
      </IconButton>
    </li>
  )
}

function Progress({ upload: { state, share, file, artifact } }: { upload: Upload }) {
  if (state === 'done' && artifact) return <Summary artifactId={artifact.id} size={artifact.size} />
  return (
    <>
      <p className="tabular text-xs text-faint">
        {state === 'waiting'
          ? strings.files.waiting
          : share === 1
            ? strings.files.reading
            : strings.files.uploading(share)}{' '}
        · {bytes(file.size)}
      </p>
      <div
        role="progressbar"
        aria-label={file.name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        style={{ '--share': share } as CSSProperties}
        className="absolute inset-x-0 bottom-0 h-0.5 origin-left scale-x-(--share) bg-accent transition-transform duration-150 rtl:origin-right"
      />
    </>
  )
}

/** What the file holds, as soon as its profile is there, and what to beware of. */
function Summary({ artifactId, size }: { artifactId: string; size: number }) {
  const { profile, failed } = useProfile(artifactId)
  if (!profile) return <p className="text-xs text-faint">{failed ?? strings.files.reading}</p>
  // The only note of a picture or an archive says what it is, and stands in the open.
  const words = profileWords(profile)
  const alone = words === profile.warnings[0]?.message
  const notes = alone ? 0 : profile.rejected.length + profile.warnings.length
  return (
    <p className="tabular flex items-center gap-1 text-xs text-faint" data-slot="profile-summary">
      <span className={alone ? 'break-words' : 'truncate'} title={words}>
        {words || bytes(size)}
      </span>
      {notes > 0 && (
        <Popover>
          <PopoverTrigger asChild>
            <button
              type="button"
              aria-label={strings.files.warnings(notes)}
              className="inline-flex min-h-6 min-w-6 shrink-0 items-center justify-center gap-1 rounded-sm px-1 text-warn hover:bg-warn-wash"
            >
              <TriangleAlert aria-hidden className="size-3.5" />
              {notes}
            </button>
          </PopoverTrigger>
          <PopoverContent
            className="max-h-72 w-80 max-w-[90vw] overflow-y-auto text-sm"
            aria-label={strings.files.warnings(notes)}
          >
            <ul className="flex flex-col gap-2">
              {profile.warnings.map(warning => (
                <li key={warning.code + (warning.column ?? '')} dir="auto">
                  {warning.message}
                </li>
              ))}
              {profile.rejected.slice(0, TOLD_ROWS).map(row => (
                <li key={row.line} dir="auto">
                  {strings.files.rejectedLine(row.line, row.reason)}
                </li>
              ))}
              {profile.rejected.length > TOLD_ROWS && (
                <li>{strings.files.moreRejected(profile.rejected.length - TOLD_ROWS)}</li>
              )}
            </ul>
          </PopoverContent>
        </Popover>
      )}
    </p>
  )
}
