/** Each intent and the file that writes its Python. */
import type { Request } from '../request.ts'
import type { Rows, Written } from '../written.ts'
import { writeClean } from './clean.ts'
import { writeCompare } from './compare.ts'
import { writeCorrelation } from './correlation.ts'
import { writeDistribution } from './distribution.ts'
import { writeDocument } from './document.ts'
import { writeDuplicates } from './duplicates.ts'
import { writeGroup } from './group.ts'
import { writeHaving } from './having.ts'
import { writeMissing } from './missing.ts'
import { writeNormality } from './normality.ts'
import { writeOutliers } from './outliers.ts'
import { writeOverview } from './overview.ts'
import { writePivot } from './pivot.ts'
import { writeRank } from './rank.ts'
import { writeRemove } from './remove.ts'
import { writeRows } from './rows.ts'
import { writeScatter } from './scatter.ts'
import { writeShare } from './share.ts'
import { writeSheets } from './sheets.ts'
import { writeTrend } from './trend.ts'
import { writeUnique } from './unique.ts'
import { writeValue } from './value.ts'

export function writeIntent(request: Request, rows: Rows): Written {
  switch (request.action) {
    case 'overview':
      return writeOverview(request, rows)
    case 'clean':
      return writeClean(request, rows)
    case 'missing':
      return writeMissing(request, rows)
    case 'duplicates':
      return writeDuplicates(request, rows)
    case 'value':
      return writeValue(request, rows)
    case 'group':
      return writeGroup(request, rows)
    case 'rank':
      return writeRank(request, rows)
    default:
      return writeFurther(request, rows)
  }
}

function writeFurther(request: Request, rows: Rows): Written {
  switch (request.action) {
    case 'trend':
      return writeTrend(request, rows)
    case 'distribution':
      return writeDistribution(request, rows)
    case 'correlation':
      return writeCorrelation(request, rows)
    case 'outliers':
      return writeOutliers(request, rows)
    case 'scatter':
      return writeScatter(request, rows)
    case 'compare':
      return writeCompare(request, rows)
    case 'pivot':
      return writePivot(request, rows)
    case 'unique':
      return writeUnique(request, rows)
    case 'share':
      return writeShare(request, rows)
    case 'having':
      return writeHaving(request, rows)
    case 'remove':
      return writeRemove(request, rows)
    case 'normality':
      return writeNormality(request, rows)
    case 'sheets':
      return writeSheets(request)
    case 'document':
      return writeDocument(request)
    default:
      return writeRows(request, rows)
  }
}
