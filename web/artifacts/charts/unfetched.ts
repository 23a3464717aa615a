/** A part of a chart library could not be fetched: nothing is wrong with the figure, and a later try may succeed. */
export class Unfetched extends Error {
  override readonly name = 'Unfetched'
}

export async function fetched<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part
  } catch (cause) {
    throw new Unfetched('A part of the chart library could not be fetched.', { cause })
  }
}
