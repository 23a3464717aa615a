/** Writes the sample tables of the empty session: `node web/samples/make-samples.ts`. The same seed makes the same files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A small generator of even numbers from 0 to 1 (mulberry32), so that the files never change by chance. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Row = readonly (string | number | null)[]
const cell = (value: string | number | null) =>
  value === null ? '' : /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)
const csv = (header: readonly string[], rows: readonly Row[]) =>
  `${[header, ...rows].map(row => row.map(cell).join(',')).join('\n')}\n`

const day = (start: string, offset: number) =>
  new Date(Date.parse(start) + offset * 86_400_000).toISOString().slice(0, 10)

function coffeeSales(): string {
  const random = randomFrom(7)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const drinks = [
    ['Espresso', 2.4],
    ['Cappuccino', 3.6],
    ['Flat white', 3.8],
    ['Filter', 2.9],
    ['Cold brew', 4.2],
    ['Matcha latte', 4.6],
  ] as const
  const shops = [
    ['Harbour', 1.3],
    ['Station', 1.6],
    ['Old Town', 1],
    ['University', 1.2],
  ] as const
  const rows = Array.from({ length: 2400 }, (_, n): Row => {
    const offset = Math.floor((n / 2400) * 365)
    const date = day('2025-01-01', offset)
    const month = Number(date.slice(5, 7))
    const [shop, pull] = pick(shops)
    const warm = month >= 5 && month <= 9
    const [drink, price] = warm && random() < 0.3 ? drinks[4] : pick(drinks)
    const cups = Math.max(1, Math.round((3 + random() * 9) * pull * (1 + offset / 900)))
    const discount = random() < 0.12 ? 0.1 : 0
    return [1001 + n, date, shop, drink, cups, price, discount, Number((cups * price * (1 - discount)).toFixed(2))]
  })
  return csv(['order_id', 'date', 'shop', 'drink', 'cups', 'price', 'discount', 'revenue'], rows)
}

function customers(): string {
  const random = randomFrom(21)
  const plans = [
    ['Basic', 12, 0.3],
    ['Plus', 22, 0.18],
    ['Family', 39, 0.1],
  ] as const
  const regions = ['North', 'South', 'East', 'West']
  const rows = Array.from({ length: 1200 }, (_, n): Row => {
    const [plan, fee, risk] = plans[Math.floor(random() ** 1.3 * 3)] ?? plans[0]
    const months = 1 + Math.floor(random() * 60)
    const calls = Math.floor(random() ** 3 * 9)
    const left = random() < risk + calls * 0.05 - months * 0.003
    const age = random() < 0.03 ? null : 18 + Math.floor(random() * 60)
    return [
      `C${String(n + 1).padStart(5, '0')}`,
      day('2020-01-01', 2_100 - months * 30),
      regions[Math.floor(random() * 4)] ?? null,
      plan,
      age,
      months,
      Number((fee + random() * 6).toFixed(2)),
      calls,
      left ? 'yes' : 'no',
    ]
  })
  return csv(['customer_id', 'joined', 'region', 'plan', 'age', 'months', 'monthly_fee', 'support_calls', 'left'], rows)
}

function airQuality(): string {
  const random = randomFrom(42)
  const stations = ['Park', 'Main Street', 'Airport']
  const rows = Array.from({ length: 2160 }, (_, n): Row => {
    const hour = Math.floor(n / 3)
    const station = stations[n % 3] ?? 'Park'
    const time = new Date(Date.parse('2025-06-01T00:00:00Z') + hour * 3_600_000)
      .toISOString()
      .slice(0, 16)
      .replace('T', ' ')
    const rush = [7, 8, 17, 18].includes(hour % 24) ? 1.8 : 1
    const base = station === 'Main Street' ? 22 : station === 'Airport' ? 16 : 9
    const spike = random() < 0.004 ? 8 : 1
    const pm25 = random() < 0.02 ? null : Number((base * rush * spike * (0.7 + random() * 0.6)).toFixed(1))
    const temperature = 17 + 7 * Math.sin(((hour % 24) - 9) / 3.8) + random() * 2
    return [
      time,
      station,
      pm25,
      pm25 === null ? null : Number((pm25 * (1.4 + random() * 0.3)).toFixed(1)),
      Number(temperature.toFixed(1)),
      Math.round(75 - temperature + random() * 12),
      Number((random() * 6).toFixed(1)),
    ]
  })
  return csv(['time', 'station', 'pm2_5', 'pm10', 'temperature', 'humidity', 'wind'], rows)
}

const folder = join(import.meta.dirname, '..', 'public', 'samples')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'coffee sales.csv'), coffeeSales())
writeFileSync(join(folder, 'customers.csv'), customers())
writeFileSync(join(folder, 'air quality.csv'), airQuality())
