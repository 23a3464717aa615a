/** One line of the bench's table. A figure stands beside its peer, both measured in this very run. */
export type Row = {
  name: string
  ours: number | null
  /** The peer's figure in the same unit, and who it is; null where there is none. */
  peer: number | null
  peerName?: string
  unit: 'ms' | 's' | 'MB' | 'MB/s' | 'points'
  /** What is hoped for, such as "p90 ≤ 45 ms". */
  goal?: string
  /** What was left out and why, when `ours` or `peer` is null. */
  note?: string
}

/** The value below which the share `q` of the sorted samples lies (nearest rank). */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN
}

const shown = (value: number | null, unit: Row['unit']): string => {
  if (value === null || Number.isNaN(value)) return '–'
  return `${value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)} ${unit}`
}

/** Peer ÷ ours for times and sizes: above 1 we need less. For rates it is ours ÷ peer, so that above 1 is better too. */
function ratio({ ours, peer, unit }: Row): string {
  if (!ours || !peer) return '–'
  const better = unit === 'MB/s' ? ours / peer : peer / ours
  return `${better >= 10 ? better.toFixed(0) : better.toFixed(2)}×`
}

/** The rows as an aligned text table. */
export function asTable(rows: readonly Row[]): string {
  const lines = rows.map(row => [
    row.name,
    shown(row.ours, row.unit),
    row.peer === null ? '–' : `${shown(row.peer, row.unit)} (${row.peerName ?? 'peer'})`,
    ratio(row),
    [row.goal, row.note].filter(Boolean).join('; '),
  ])
  const head = ['figure', 'ours', 'beside', 'better by', 'goal']
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map(line => line[column]?.length ?? 0)))
  return [head, ...lines]
    .map(line =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
