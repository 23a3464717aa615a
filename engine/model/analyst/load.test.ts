import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { readerOf } from './load.ts'
import { table } from './tables-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'a.csv': 'x\n1\n' })
})
afterAll(() => desk.close())

test.each(['t', 'two words', 'its "odd" name', "it's", '{x}'])(
  'the table %s of a database, for which the passport has no line, is read whole',
  async sheet => {
    const shop = { ...table({ file: 'shop.db', rows: 2, columns: [{ name: 'id' }] }), format: 'sqlite', sheet }
    const asked = { path: 'shop.db', name: `"${sheet.replaceAll('"', '""')}"` }
    await desk.run(`
import sqlite3, pathlib
pathlib.Path(${JSON.stringify(asked.path)}).unlink(missing_ok=True)
base = sqlite3.connect(${JSON.stringify(asked.path)})
base.execute('create table ' + ${JSON.stringify(asked.name)} + ' (id, word)')
base.executemany('insert into ' + ${JSON.stringify(asked.name)} + ' values (?, ?)', [(1, 'a'), (2, b'b')])
base.commit()
${shop.pathVariable ?? 'shop_path'} = ${JSON.stringify(asked.path)}
`)
    const { printed, error } = await desk.run(`import pandas as pd\nprint(${readerOf(shop)}["id"].tolist())`)
    expect([printed, error]).toEqual(['[1, 2]\n', null])
  },
)
