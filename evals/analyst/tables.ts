/** Six small tables of different shape, the same at every run, as rows to compute with and as the bytes of a file. */

/** A small generator of numbers (mulberry32), so that the tables never change. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <Value>(values: readonly Value[], random: () => number): Value =>
  values[Math.floor(random() * values.length)] as Value
const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
const day = (start: string, days: number): string =>
  new Date(Date.parse(start) + days * 86_400_000).toISOString().slice(0, 10)

type Cell = string | number | boolean | null | undefined

const csv = (
  rows: Record<string, Cell>[],
  separator = ',',
  write: (value: Cell) => string = value => String(value ?? ''),
): string => {
  const names = Object.keys(rows[0] ?? {})
  const cell = (value: Cell) => {
    const text = write(value)
    return /[",;\n]/.test(text) && (text.includes(separator) || /["\n]/.test(text))
      ? `"${text.replaceAll('"', '""')}"`
      : text
  }
  return `${[names, ...rows.map(row => names.map(name => row[name]))].map(line => line.map(cell).join(separator)).join('\n')}\n`
}

/** Sales with dates: two years, four regions, six products. */
export const sales = (() => {
  const random = numbers(11)
  const products = { Laptop: 899, Monitor: 219, Keyboard: 49, Mouse: 25, Headset: 79, Webcam: 65 }
  return Array.from({ length: 360 }, (_, index) => {
    const product = pick(Object.keys(products) as (keyof typeof products)[], random)
    const units_sold = 1 + Math.floor(random() * 9)
    const unit_price = round(products[product] * (0.85 + random() * 0.3))
    const order_date = day('2023-01-01', Math.floor(random() * 731))
    return {
      order_id: 1001 + index,
      order_date,
      region: pick(['North', 'South', 'East', 'West'] as const, random),
      product,
      units_sold,
      unit_price,
      revenue: round(units_sold * unit_price),
    }
  })
})()

/** A survey as people fill it in: gaps, n/a, ages in words, the same city in several spellings. */
export const survey = (() => {
  const random = numbers(23)
  return Array.from({ length: 150 }, (_, index) => {
    const age = 18 + Math.floor(random() * 50)
    const written = random() < 0.06 ? 'n/a' : random() < 0.03 ? 'thirty' : String(age)
    return {
      respondent: `R${String(index + 1).padStart(3, '0')}`,
      age: written,
      gender: pick(['female', 'male', 'other'] as const, random),
      city: pick(['Berlin', 'berlin', 'Hamburg', ' Hamburg', 'Munich', 'Cologne'] as const, random),
      satisfaction: random() < 0.1 ? null : 1 + Math.floor(random() * 5),
      recommends: pick(['yes', 'no'] as const, random),
      comment:
        random() < 0.4
          ? null
          : pick(
              [
                'Quick delivery, friendly people and a fair price for the thing I ordered',
                'The parcel arrived late and the box was open, I had to call twice about it',
                'All good so far, I would order here again without thinking about it long',
              ],
              random,
            ),
    }
  })
})()

/** Wide sensor readings, one an hour for ten days, with three spikes of pressure. */
export const sensors = (() => {
  const random = numbers(37)
  return Array.from({ length: 240 }, (_, hour) => {
    const base = 18 + 4 * Math.sin((hour / 24) * 2 * Math.PI)
    return {
      timestamp: `${day('2024-03-01', Math.floor(hour / 24))} ${String(hour % 24).padStart(2, '0')}:00:00`,
      temp_1: round(base + random()),
      temp_2: round(base + 2 + random() * 2),
      temp_3: round(base - 3 + random()),
      pressure_hpa: [50, 120, 200].includes(hour) ? round(1060 + random() * 5) : round(1005 + random() * 15),
      humidity_pct: round(70 - base + random() * 4),
    }
  })
})()

/** A tidy panel: twelve countries, ten years. */
export const countries = (() => {
  const random = numbers(41)
  const names = [
    'Brazil',
    'Canada',
    'Egypt',
    'France',
    'Germany',
    'India',
    'Japan',
    'Kenya',
    'Mexico',
    'Norway',
    'Peru',
    'Poland',
  ]
  return names.flatMap(country => {
    const people = Math.floor(5e6 + random() * 2e8)
    const gdp = 2000 + random() * 60_000
    const life = 62 + random() * 20
    return Array.from({ length: 10 }, (_, index) => ({
      country,
      year: 2010 + index,
      population: Math.floor(people * (1 + 0.01 * index)),
      gdp_per_capita: round(gdp * (1 + 0.02 * index)),
      life_expectancy: round(life + 0.2 * index, 1),
    }))
  })
})()

/** Staff: ids, names, categories, hire dates, a yes/no column. */
export const staff = (() => {
  const random = numbers(53)
  const first = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gina', 'Hugo', 'Ida', 'Jon', 'Kim', 'Leo']
  const last = ['Abel', 'Brandt', 'Cruz', 'Dietz', 'Engel', 'Frey', 'Graf', 'Hahn', 'Imhof', 'Jung']
  const pay = { Sales: 48_000, Engineering: 66_000, Finance: 58_000, Support: 39_000, Marketing: 51_000 }
  return Array.from({ length: 120 }, (_, index) => {
    const department = pick(Object.keys(pay) as (keyof typeof pay)[], random)
    return {
      employee_id: `E${String(index + 1).padStart(4, '0')}`,
      name: `${first[index % 12]} ${last[Math.floor(index / 12)]}`,
      department,
      gender: pick(['female', 'male'] as const, random),
      age: 21 + Math.floor(random() * 44),
      hire_date: day('2012-01-01', Math.floor(random() * 4380)),
      salary: Math.round((pay[department] * (0.8 + random() * 0.5)) / 10) * 10 + index,
      active: random() < 0.8,
    }
  })
})()

/** Orders as a German shop program writes them: semicolons, decimal commas, Latin-1, day first. */
export const orders = (() => {
  const random = numbers(67)
  return Array.from({ length: 140 }, (_, index) => ({
    Bestellnummer: `B-${5000 + index}`,
    Bestelldatum: day('2024-01-01', Math.floor(random() * 366)),
    Kunde: pick(['Müller GmbH', 'Groß & Söhne', 'Bäckerei Jäger', 'Köhler AG', 'Weiß KG'] as const, random),
    Stadt: pick(['München', 'Köln', 'Düsseldorf', 'Nürnberg'] as const, random),
    Kategorie: pick(['Büro', 'Küche', 'Garten'] as const, random),
    Menge: 1 + Math.floor(random() * 12),
    Betrag: round(10 + random() * 480),
  }))
})()

const german = (value: Cell): string => {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2).replace('.', ',')
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value))
  return date ? `${date[3]}.${date[2]}.${date[1]}` : String(value)
}

export const files = {
  sales: { name: 'sales.csv', bytes: csv(sales) },
  survey: { name: 'survey.csv', bytes: csv(survey) },
  sensors: { name: 'sensor readings.csv', bytes: csv(sensors) },
  countries: { name: 'countries.csv', bytes: csv(countries) },
  staff: {
    name: 'staff.csv',
    bytes: csv(staff, ',', value => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value ?? ''))),
  },
  orders: { name: 'bestellungen.csv', bytes: Buffer.from(csv(orders, ';', german), 'latin1') },
} as const

export type TableName = keyof typeof files
