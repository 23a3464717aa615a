/** Sample tables that come with the program; samples/make-samples.ts makes them. */
export type Sample = {
  file: string
  name: string
  about: string
  rows: number
  columns: number
  /** What is worth asking of it. */
  questions: readonly string[]
}

export const samples: readonly Sample[] = [
  {
    file: 'coffee sales.csv',
    name: 'Coffee sales',
    about: 'A chain of cafés: orders by shop, drink and day',
    rows: 2400,
    columns: 8,
    questions: [
      'Show the monthly revenue trend and save it as Excel',
      'Which shop has the highest revenue?',
      'Show a pivot table of revenue by drink and shop',
      'Are there outliers in revenue?',
    ],
  },
  {
    file: 'customers.csv',
    name: 'Customers',
    about: 'Subscribers of a phone plan, who stayed and who left',
    rows: 1200,
    columns: 9,
    questions: [
      'How many customers are there per plan?',
      'Compare the average support calls by plan and save it as Excel',
      'Show the distribution of age',
      'Which values are missing?',
    ],
  },
  {
    file: 'air quality.csv',
    name: 'Air quality',
    about: 'Hourly sensor readings, with gaps and outliers',
    rows: 2160,
    columns: 7,
    questions: [
      'Show the daily average pm2_5 trend and save it as Excel',
      'Compare the average pm2_5 by station',
      'Are there outliers in pm2_5?',
      'Which values are missing?',
    ],
  },
]

export async function sampleFile({ file }: Sample): Promise<File> {
  const response = await fetch(`/samples/${encodeURIComponent(file)}`)
  if (!response.ok) throw new Error(`sample ${file}: ${response.status}`)
  return new File([await response.blob()], file, { type: 'text/csv' })
}
