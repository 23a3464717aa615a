/** What the analyst knows to mend in failed Python: a short list of plain faults, each fixed once. Never a guess about the data. */
import { distance } from './words.ts'

const MODULES: Record<string, string> = {
  pd: 'import pandas as pd',
  np: 'import numpy as np',
  plt: 'import matplotlib.pyplot as plt',
  px: 'import plotly.express as px',
  go: 'import plotly.graph_objects as go',
  sns: 'import seaborn as sns',
  re: 'import re',
  os: 'import os',
  json: 'import json',
  math: 'import math',
}

type Fault = { code: string; error: string; variables: string }

/** Undefined when the text is no request for a repair. */
export function faultIn(text: string): Fault | undefined {
  const part = (tag: string) => new RegExp(String.raw`<${tag}>\n([\s\S]*?)\n</${tag}>`).exec(text)?.[1]
  const code = part('failed_code') ?? part('code')
  const error = part('error')
  return code === undefined || error === undefined ? undefined : { code, error, variables: part('variables') ?? '' }
}

const FIXES: ((fault: Fault) => string | undefined)[] = [
  missingImport,
  misspeltColumn,
  undecodable,
  unevenRows,
  textAsNumber,
  unreadableDate,
]

/** The mended code, or undefined when none of the known faults is there. */
export function mended(fault: Fault): string | undefined {
  for (const fix of FIXES) {
    const code = fix(fault)
    if (code !== undefined && code !== fault.code) return code
  }
  return undefined
}

function missingImport({ code, error }: Fault): string | undefined {
  const name = /NameError: name '(\w+)' is not defined/.exec(error)?.[1]
  const line = name === undefined ? undefined : MODULES[name]
  return line && `${line}\n${code}`
}

function misspeltColumn({ code, error, variables }: Fault): string | undefined {
  const name = /KeyError: ["'](.+?)["']/.exec(error)?.[1] ?? /Column not found: (.+)/.exec(error)?.[1]
  if (!name) return undefined
  const known = [
    ...new Set(
      [...`${variables}\n${error}`.matchAll(/["']([^"'\n]{1,80})["']|\b([\p{L}_][\p{L}\d_]*)\b/gu)].map(
        match => match[1] ?? match[2] ?? '',
      ),
    ),
  ]
  const close = known
    .filter(other => other !== name)
    .map(other => ({ other, far: distance(other.toLowerCase().trim(), name.toLowerCase().trim(), 2) }))
    .filter(({ far }) => far <= 2)
    .sort((a, b) => a.far - b.far)[0]?.other
  const right = close && JSON.stringify(close)
  // By a function: in a plain text a `$` of the name would stand for something else.
  return right && code.replaceAll(`"${name}"`, () => right).replaceAll(`'${name}'`, () => right)
}

const readsCsv = /pd\.read_csv\(([^()\n]*)\)/g

function undecodable({ code, error }: Fault): string | undefined {
  if (!/UnicodeDecodeError/.test(error)) return undefined
  return code.replace(readsCsv, (call: string, inner: string) =>
    inner.includes('encoding') ? call : `pd.read_csv(${inner}, encoding="cp1252")`,
  )
}

/** Lines that do not fit are left out, counted and said. */
function unevenRows({ code, error }: Fault): string | undefined {
  if (!/ParserError|Error tokenizing data/.test(error)) return undefined
  const read = code.replace(readsCsv, (call: string, inner: string) =>
    inner.includes('on_bad_lines')
      ? call
      : `pd.read_csv(${inner}${inner.includes('sep=') ? '' : ', sep=None'}, engine="python", on_bad_lines=left_out.append)`,
  )
  if (read === code) return undefined
  const said = 'f"{len(left_out)} lines of the file do not fit its columns and were left out"'
  const counted = read.replace(
    /^([ ]*)(?=print\("Answer:", \*headline)/m,
    `$1if left_out:\n$1    notes.append(${said})\n$1`,
  )
  return `left_out = []\n${counted === read ? `${read.trimEnd()}\nprint(${said})\n` : counted}`
}

function textAsNumber({ code, error }: Fault): string | undefined {
  if (!/could not convert string to float|Unable to parse string/.test(error)) return undefined
  return code
    .replace(/\.astype\((?:float|int|"float64"|"int64")\)/g, '.pipe(pd.to_numeric, errors="coerce")')
    .replace(/pd\.to_numeric\(([^()]*)\)/g, (call: string, inner: string) =>
      inner.includes('errors') ? call : `pd.to_numeric(${inner}, errors="coerce")`,
    )
}

function unreadableDate({ code, error }: Fault): string | undefined {
  if (!/DateParseError|OutOfBoundsDatetime|time data .* doesn't match|Unknown datetime string/.test(error))
    return undefined
  return code.replace(/pd\.to_datetime\(([^()]*)\)/g, (call: string, inner: string) =>
    inner.includes('errors') ? call : `pd.to_datetime(${inner}, errors="coerce", format="mixed")`,
  )
}
