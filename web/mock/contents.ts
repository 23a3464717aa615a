/** The bytes and pages behind the mock's artifacts. */
import type { Profile, TablePage } from '@codingagent/protocol/artifacts.ts'

const months = Array.from({ length: 12 }, (_, n) => `2025-${String(n + 1).padStart(2, '0')}-01`)
const revenue = [
  3558210, 3490100, 4302500, 3720400, 3699800, 3610200, 3588900, 3640300, 3701100, 3820400, 3902210, 4200117.5,
]

const figure = {
  data: [{ type: 'scatter', mode: 'lines+markers', x: months, y: revenue, name: 'revenue' }],
  layout: {
    title: { text: 'Revenue by month' },
    xaxis: { title: { text: 'date' } },
    yaxis: { title: { text: 'revenue' } },
  },
}

/** A picture of one grey point, the smallest PNG there is. */
const picture = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOoqqr6DwAFAAJ/vqJ5NQAAAABJRU5ErkJggg=='),
  letter => letter.charCodeAt(0),
)

export function fileContent(id: string): { type: string; body: string | Uint8Array } {
  if (id === 'chart-1') return { type: 'application/json', body: JSON.stringify(figure) }
  if (id === 'image-1') return { type: 'image/png', body: picture }
  return { type: 'text/csv; charset=utf-8', body: 'date,region,revenue\n2025-01-01,North,12.5\n' }
}

export function tablePage(offset: number, limit: number): TablePage {
  const rows = months.map((month, n) => [
    month,
    revenue[n] ?? null,
    n === 0 ? null : (revenue[n] ?? 0) - (revenue[n - 1] ?? 0),
    n % 5 === 0 ? null : 'North',
  ])
  return {
    columns: [
      { name: 'date', type: 'date' },
      { name: 'revenue', type: 'decimal' },
      { name: 'change', type: 'decimal' },
      { name: 'best region', type: 'text' },
    ],
    rows: rows.slice(offset, offset + limit),
    total: rows.length,
    offset,
  }
}

const column = (name: string, type: string, missing = 0): Profile['columns'][number] => ({
  name,
  type,
  missing,
  distinct: 20,
})

export function profileOf(name: string): Profile {
  const base = { sampled: false, rejected: [], warnings: [], columns: [] }
  if (!/\.(csv|tsv|xlsx|parquet)$/i.test(name)) return { ...base, format: 'pdf', rows: 0, pages: 42 }
  const messy = /messy/.test(name)
  return {
    ...base,
    format: 'csv',
    rows: 12_480,
    columns: [
      column('date', 'date'),
      column('region', 'text'),
      column('product', 'text', 12),
      column('channel', 'text'),
      column('units', 'integer'),
      column('price', 'decimal'),
      column('revenue', 'decimal'),
      column('discount', 'decimal', 340),
      column('customer_id', 'text'),
    ],
    rejected: messy ? [{ line: 51, reason: 'it has 7 values, the header has 6' }] : [],
    warnings: messy
      ? [
          {
            code: 'leading_zeros',
            column: 'customer_id',
            message: 'customer_id holds numbers with leading zeros; it was read as text so that none is lost.',
          },
        ]
      : [],
  }
}
