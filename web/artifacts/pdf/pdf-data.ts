/**
 * Data that pdf.js needs for some documents only: the two fonts of signs that no machine has (letters come from the person's own), maps of
 * characters for Chinese, Japanese and Korean, decoders of rare pictures. Files of this site, each fetched when a document needs it.
 */
const files: Record<string, string> = import.meta.glob(
  [
    '../../node_modules/pdfjs-dist/standard_fonts/Foxit{Symbol,Dingbats}.pfb',
    '../../node_modules/pdfjs-dist/cmaps/*.bcmap',
    '../../node_modules/pdfjs-dist/wasm/{jbig2,openjpeg,qcms_bg}.wasm',
  ],
  { query: '?url', import: 'default', eager: true },
)
const addresses = new Map(
  Object.entries(files).map(([path, address]) => [path.slice(path.lastIndexOf('/') + 1), address]),
)

/** What pdf.js asks instead of putting a folder's address before a name: here the names carry a hash. */
export class PdfData {
  async fetch({ filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const address = addresses.get(filename)
    if (address === undefined) throw new Error(`pdf.js has no ${filename}`)
    const response = await fetch(address)
    if (!response.ok) throw new Error(`${filename}: ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
}
