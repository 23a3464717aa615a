/** Slips of the finger in values and in names of columns: read as what is clearly meant, and that is said; and left alone where it is not clear. */
import { expect, test } from 'vitest'
import { deskCases } from './desk-cases-for-tests.ts'
import { isSlip } from './slips.ts'

const { about } = deskCases()

const SALES = `region,product,revenue
North,Laptop,10
North,Chair,5
South,Laptop,3
New York,Laptop,40
East,Chair,2
`
about('sales', { 'sales.csv': SALES }, [
  ['total revenue for Nroth', ['Revenue (region is North): 15', '“Nroth” is read as “North”']],
  ['nroth revenue', ['15', '“nroth” is read as “North”'], ['60']],
  ['total revenue of Lapto', ['Revenue (product is Laptop): 53', '“Lapto” is read as “Laptop”']],
  ['total reveune by region', ['South: 3', '“reveune” is read as “revenue”']],
  ['total revenue by regoin', ['South: 3', '“regoin” is read as “region”']],
  ['total revenue in New Yrok', ['Revenue (region is New York): 40', '“Yrok” is read as “York”']],
  ['total reveune for Nroth', ['15', '“reveune” is read as “revenue”', '“Nroth” is read as “North”']],
  // Neither a column nor clearly a value.
  ['total revenue by chain', ['chain'], ['is read as']],
  ['total revenue of chain', [], ['“chain” is read as']],
  ['total revenue for North', ['15'], ['is read as']],
  ['best revenue by region', ['New York'], ['is read as']],
])

about('lands', { 'lands.csv': 'land,amount\nMarina,1\nMarine,2\nIraq,4\n' }, [
  ['total amount for Marinx', [], ['is read as', ': 1.', ': 2.']],
  ['total amount for Iran', [], ['is read as', ': 4']],
])

test('how far a slip goes', () => {
  expect(isSlip('nroth', 'north')).toBe(true)
  expect(isSlip('warehuose', 'warehouse')).toBe(true)
  expect(isSlip('electornisc', 'electronics')).toBe(true)
  expect(isSlip('cat', 'car')).toBe(false)
  expect(isSlip('coast', 'cost')).toBe(false)
  expect(isSlip('iran', 'iraq')).toBe(false)
  expect(isSlip('norway', 'norfolk')).toBe(false)
})
