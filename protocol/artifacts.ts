/** What a run or an upload leaves behind: its names, kinds and shapes. */
import { z } from 'zod'

/** How the screen draws an artifact. `document` and `data` are uploads; the rest is made by a run. */
export const ArtifactKind = z.enum([
  'table',
  'plotly',
  'vega',
  'image',
  'html',
  'markdown',
  'latex',
  'audio',
  'file',
  'document',
  'data',
])
export type ArtifactKind = z.infer<typeof ArtifactKind>

export const ArtifactOrigin = z.enum(['upload', 'generated'])
export type ArtifactOrigin = z.infer<typeof ArtifactOrigin>

/** Rows × columns of a table; absent where it makes no sense. */
export const TableShape = z.object({ rows: z.number().int(), columns: z.number().int() })

/** An artifact as events carry it: no link in it, because links expire and the log does not. */
export const ArtifactSummary = z
  .object({
    id: z.string(),
    kind: ArtifactKind,
    name: z.string(),
    mime: z.string(),
    size: z.number().int().describe('bytes'),
    version: z.number().int().min(1).default(1),
    /** A human title, such as the chart's own. */
    title: z.string().optional(),
    shape: TableShape.optional(),
    /** Plain words for a chart or a picture, for people who cannot see it. */
    alt: z.string().optional(),
  })
  .meta({ id: 'ArtifactSummary' })
export type ArtifactSummary = z.infer<typeof ArtifactSummary>

export const Artifact = ArtifactSummary.extend({
  sessionId: z.string(),
  runId: z.string().nullable(),
  sha256: z.string(),
  origin: ArtifactOrigin,
  createdAt: z.iso.datetime(),
  url: z.string().describe('signed link to the bytes; expires; with an S3 store it is the store’s own'),
  viewUrl: z
    .string()
    .describe('signed link on this server, for drawing in the page; carries the policy that foreign content needs'),
}).meta({ id: 'Artifact' })
export type Artifact = z.infer<typeof Artifact>

/** A finished file offered to the person. */
export const ReadyFile = z
  .object({ id: z.string(), name: z.string(), url: z.string(), size: z.number().int(), type: z.string() })
  .meta({ id: 'ReadyFile' })
export type ReadyFile = z.infer<typeof ReadyFile>

/** A cell of a table page: JSON; integers beyond 2^53 and decimals are strings, times ISO 8601, missing is null. */
export const TableCell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
])
export type TableCell = z.infer<typeof TableCell>

export const TablePage = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(TableCell)),
    total: z.number().int().describe('rows that match the filter'),
    offset: z.number().int(),
  })
  .meta({ id: 'TablePage' })
export type TablePage = z.infer<typeof TablePage>

/** One condition on a column; a page's `filter` is a JSON array of these, all of which must hold. */
export const TableFilter = z.discriminatedUnion('op', [
  z.object({
    column: z.string(),
    op: z.literal('range'),
    min: z.union([z.number(), z.string()]).optional(),
    max: z.union([z.number(), z.string()]).optional(),
  }),
  z.object({
    column: z.string(),
    op: z.literal('in'),
    values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).max(1000),
  }),
  z.object({ column: z.string(), op: z.literal('contains'), text: z.string().max(1000) }),
  z.object({ column: z.string(), op: z.enum(['missing', 'present']) }),
  z.object({ column: z.literal('*'), op: z.literal('search'), text: z.string().max(1000) }),
])
export type TableFilter = z.infer<typeof TableFilter>

export const ColumnProfile = z.object({
  name: z.string(),
  type: z.string().describe('integer, decimal, text, boolean, date, datetime, time, list, object, binary or mixed'),
  missing: z.number().int(),
  distinct: z.number().int(),
  min: z.union([z.string(), z.number(), z.null()]).optional(),
  max: z.union([z.string(), z.number(), z.null()]).optional(),
  mean: z.number().nullable().optional(),
  top: z
    .array(z.object({ value: z.union([z.string(), z.number(), z.boolean(), z.null()]), count: z.number().int() }))
    .optional(),
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().int() })).optional(),
})
export type ColumnProfile = z.infer<typeof ColumnProfile>

/** What stands in a further sheet of a workbook, or table of a database, in short. */
const SheetProfile = z.object({
  rows: z.number().int(),
  columns: z.array(ColumnProfile),
  readHint: z.string().optional(),
  head: z.array(z.array(TableCell)).optional(),
})

/** The data passport of a file: what it is, what stands in it, and what to beware of. */
export const Profile = z
  .object({
    format: z.string().describe('csv, xlsx, parquet, json, pdf, docx, text, image …, found in the content'),
    rows: z.number().int(),
    sampled: z.boolean(),
    sampleRows: z.number().int().optional(),
    /** `rows` was reckoned from a sample: to be said as “about”. */
    rowsEstimated: z.boolean().optional(),
    encoding: z.string().optional(),
    delimiter: z.string().optional(),
    headerRows: z.number().int().optional(),
    /** All sheets; those beside the one described here carry a `table` of their own, unless they are empty or too large. */
    sheets: z
      .array(
        z.object({ name: z.string(), hidden: z.boolean(), rows: z.number().int(), table: SheetProfile.optional() }),
      )
      .optional(),
    /** The sheet that `columns`, `head` and `readHint` are of. */
    sheet: z.string().optional(),
    /** Pages of a document, words of a text. */
    pages: z.number().int().optional(),
    words: z.number().int().optional(),
    columns: z.array(ColumnProfile),
    /** A line of pandas that reads the file as shown here, tried out before it is given; `{path}` stands for the path's variable. */
    readHint: z.string().optional(),
    /** The first rows, as in a table page. */
    head: z.array(z.array(TableCell)).optional(),
    rejected: z.array(z.object({ line: z.number().int(), reason: z.string() })),
    warnings: z.array(
      z.object({
        code: z.string(),
        column: z.string().optional(),
        message: z.string(),
        examples: z.array(z.string()).optional(),
      }),
    ),
  })
  .meta({ id: 'Profile' })
export type Profile = z.infer<typeof Profile>
