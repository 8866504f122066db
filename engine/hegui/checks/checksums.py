"""Numbers that carry a check digit, by which they are told from other numbers of the same length."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def is_identity_number(text: str) -> bool:
    """Whether the last character of an 18-digit identity number is its checksum (GB 11643)."""
    digits = text[:17]
    if len(text) != 18 or not (digits.isascii() and digits.isdecimal()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=True))
    return _ID_CHECKS[total % 11] == text[17].upper()


def is_card_number(text: str) -> bool:
    """Whether a number ends in its Luhn check digit (ISO/IEC 7812)."""
    if not (text.isascii() and text.isdecimal()):
        return False
    doubled = [int(digit) * 2 for digit in reversed(text[:-1:2] if len(text) % 2 == 0 else text[1:-1:2])]
    plain = [int(digit) for digit in (text[1::2] if len(text) % 2 == 0 else text[::2])]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == -sum(plain) % 10


CHECKSUMS: Mapping[str, Callable[[str], bool]] = {"身份证号": is_identity_number, "银行卡号": is_card_number}
"""By the names that rules give them."""
