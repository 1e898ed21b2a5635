"""What a photograph of a visit must be: its words, and why one is removed (pure)."""

from compliance.errors import Refusal

LONGEST_CAPTION = 200
LONGEST_REASON = 500


def check_caption(caption: str, field: str = "caption") -> str:
    """Return a caption in plain spaces. Raises Refusal beside `field` when it is blank or longer than 200 characters.

    The caption is what somebody who cannot see the photograph is told of it (WCAG 2.2, 1.1.1).
    """
    plain = " ".join(caption.split())
    if not plain:
        raise Refusal("Enter what the photograph shows", field)
    if len(plain) > LONGEST_CAPTION:
        raise Refusal(f"What the photograph shows must be {LONGEST_CAPTION} characters or fewer", field)
    return plain


def check_removal(reason: str) -> str:
    """Return why a photograph is removed, in plain spaces. Raises Refusal when it is blank or too long."""
    plain = " ".join(reason.split())
    if not plain:
        raise Refusal("Enter why you remove this photograph", "reason")
    if len(plain) > LONGEST_REASON:
        raise Refusal(f"The reason must be {LONGEST_REASON} characters or fewer", "reason")
    return plain


def check_size(size: int, megabytes: int, field: str) -> None:
    """Raise Refusal beside `field` when a photograph of `size` bytes has more than `megabytes`."""
    if size > megabytes * 1024 * 1024:
        raise Refusal(
            f"The photograph must be {megabytes} MB or smaller. Take it again in a lower quality, or make it smaller",
            field,
        )


def check_number(standing: int, new: int, most: int) -> None:
    """Raise Refusal beside `photograph_1` when `new` photographs beside the `standing` ones are more than `most`."""
    if standing + new <= most:
        return
    left = max(most - standing, 0)
    if not left:
        raise Refusal(f"A visit can have {most} photographs. Remove one that is not needed first", "photograph_1")
    raise Refusal(
        f"A visit can have {most} photographs, and this one has {standing}. Choose {left} or fewer", "photograph_1"
    )
