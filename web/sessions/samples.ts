/** Sample tables that come with the program; samples/make-samples.ts makes them. */
export type Sample = { file: string; name: string; about: string; rows: number; columns: number }

export const samples: readonly Sample[] = [
  {
    file: 'coffee sales.csv',
    name: 'Coffee sales',
    about: 'A chain of cafés: orders by shop, drink and day',
    rows: 2400,
    columns: 8,
  },
  {
    file: 'customers.csv',
    name: 'Customers',
    about: 'Subscribers of a phone plan, who stayed and who left',
    rows: 1200,
    columns: 9,
  },
  {
    file: 'air quality.csv',
    name: 'Air quality',
    about: 'Hourly sensor readings, with gaps and outliers',
    rows: 2160,
    columns: 7,
  },
]

export async function sampleFile({ file }: Sample): Promise<File> {
  const response = await fetch(`/samples/${encodeURIComponent(file)}`)
  if (!response.ok) throw new Error(`sample ${file}: ${response.status}`)
  return new File([await response.blob()], file, { type: 'text/csv' })
}
