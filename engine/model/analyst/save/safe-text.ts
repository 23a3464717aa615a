/** Texts of cells as files take them: no character that XML forbids, and no text that a spreadsheet would compute. */

/** Control characters (but not tab and line end) and halves of letters: Word, PowerPoint and PDF fail on them. */
export const PRINTABLE = String.raw`
def printable(value):
    """A text without the characters that no document can hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", str(value))
`.trim()

/** Needs `printable`. A sign before digits alone, as in a number or a telephone number, computes nothing. */
export const AS_TEXT = String.raw`
def as_text(value):
    """A text that begins as a formula does gets an apostrophe before it, so that a spreadsheet shows it and computes nothing."""
    if not isinstance(value, str):
        return value
    value = printable(value)
    return "'" + value if re.match(r"[\t\r ]*[=+\-@]", value) and not re.fullmatch(r"[+\-][\d\s().,/%:-]*", value) else value
`.trim()

/** Of the words of the answer: they hold values of the file too. */
export const ALL_PRINTABLE =
  'title, headline = printable(title), printable(headline)\nfacts, notes = [printable(fact) for fact in facts], [printable(note) for note in notes]'
