/** `$$ … $$`, or `$ … $` with something in it that only a formula has. "$5 to $10" is money. */
export const hasFormula = (text: string): boolean =>
  /\$\$[\s\S]+?\$\$/.test(text) || /\$[^$\n]*[\\^_=][^$\n]*\$/.test(text)
