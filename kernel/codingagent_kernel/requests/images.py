"""Checks a picture without drawing it."""

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from codingagent_kernel.requests.failure import RequestFailure

MOST_PIXELS = 250_000_000


def check_image(path: Path) -> tuple[int, int]:
    """Its width and height. Refuses one that is broken, or so large that opening it would fill the memory."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise RequestFailure(
                        "too_large", f"This picture has {width} × {height} pixels. Make it smaller and upload it again."
                    )
                image.verify()
    except Image.DecompressionBombError as problem:
        raise RequestFailure("too_large", "This picture has too many pixels. Make it smaller and upload it again.") from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise RequestFailure(
            "corrupt", "This picture is damaged and cannot be opened. Save it anew and upload it again."
        ) from problem
    return width, height
