/** Records of JSON whose cells hold lists and objects: each value of a list is the row's own. */
import { deskCases } from './desk-cases-for-tests.ts'

const items = Array.from({ length: 12 }, (_, index) => ({
  item: `item ${index + 1}`,
  tags: index % 3 === 0 ? ['wood', 'new'] : ['steel'],
  parts: index % 2 ? [{ size: 1 }] : [{ size: 2 }, { size: 3 }],
  price: index + 1,
}))

const { about } = deskCases()

// Rows 1, 4, 7 and 10 are of wood and new.
about('lists in cells', { 'items.json': JSON.stringify(items) }, [
  ['how many different tags are there?', ['There are 3 different values of tags'], ['[']],
  ['count by tags', ['steel is highest with 8', '- wood: 4', '- new: 4', 'tags holds lists']],
  ['average price by tags', ['- steel: 7', '- wood: 5.50', '- new: 5.50']],
  ['which tags are most common?', ['1. steel: 8']],
  ['pivot of price by item and tags', ['/ steel']],
  ['average price where tags is wood', ['(tags is wood): 5.50'], ['tags holds lists']],
  ['how many rows have the tag wood', ['4 rows']],
  ['show rows where tags is not steel', ['4 of 12 rows fit']],
  ['list the different parts', ['size'], ['Error']],
  ['count by parts', ['12'], ['Error']],
  ['are there duplicates?', ['0 of 12 rows']],
])
