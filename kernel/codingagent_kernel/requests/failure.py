"""The one way in which a request says no."""


class RequestFailure(Exception):
    """A refusal that a person reads: what is the matter, and what to do about it.

    Codes: `encrypted`, `corrupt`, `bomb`, `empty`, `wrong_type`, `too_large`, `unreadable`, `gone`, `bad_request`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
