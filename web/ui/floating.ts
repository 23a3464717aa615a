/** What all floating things have in common: ground, hairline, the one shadow. */
export const floating = 'z-50 animate-appear rounded-lg border border-line bg-raised text-ink shadow-float outline-none'
