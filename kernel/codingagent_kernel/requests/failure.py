"""The one way in which a request says no."""


class RequestFailure(Exception):
    """A refusal that a person reads: what is the matter, and what to do about it.

    Codes: `encrypted`, `corrupt`, `bomb`, `empty`, `wrong_type`, `too_large`, `unreadable`, `not_found`, `bad_request`.
    What the host itself says of a kernel (`gone`, `timeout`, `busy`, `cancelled`, `memory`, `crashed`) is never said here.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
