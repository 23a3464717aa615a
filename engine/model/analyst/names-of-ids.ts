/** "Top customers" of a table that knows but their numbers: another table, where each number stands once, has their names. */
import { joined, sharedKey } from './choose-table.ts'
import type { Request } from './request.ts'
import { isDocument, stored, type Column, type Table } from './table.ts'

const isName = ({ role, words }: Column): boolean =>
  ['category', 'text', 'id'].includes(role) && words.some(word => word === 'name' || word === 'title')

/** The name that stands for each number alone. */
const nameIn = (table: Table, key: Column): Column | undefined =>
  stored(table).find(
    column => column !== key && isName(column) && column.missing === 0 && column.distinct >= table.rows,
  )

type Named = { table: Table; name: Column }

/** The table with the names beside the numbers, where its join has them, or one with another table would. */
function named(table: Table, key: Column, tables: Table[]): Named | undefined {
  if (table.join) {
    const name = table.join.left.name === key.name ? nameIn(table.join.other, table.join.right) : undefined
    return name && beside(table, name)
  }
  const found = tables
    .filter(other => other !== table && !isDocument(other))
    .map(other => ({ other, pair: sharedKey(table, other) }))
    .find(({ pair }) => pair?.left.name === key.name)
  const name = found?.pair && nameIn(found.other, found.pair.right)
  if (!name || stored(table).some(column => column.name === name.name)) return undefined
  const wide = joined(table, found.other)
  return wide && beside(wide, name)
}

/** The name as a column of the joined table. */
function beside(table: Table, { name }: Column): Named | undefined {
  const column = table.columns.find(each => each.name === name)
  return column && { table, name: column }
}

/** The request with names in the place of the numbers it groups by. */
export function withNames(request: Request, tables: Table[]): Request {
  const { action, table, groups } = request
  const [group] = groups
  if (!group || group.role !== 'id' || !['rank', 'group', 'having', 'share'].includes(action)) return request
  const found = named(table, group, tables)
  if (!found) return request
  const called = groups.map(column => (column === group || column.name === found.name.name ? found.name : column))
  return { ...request, table: found.table, groups: [...new Set(called)] }
}
