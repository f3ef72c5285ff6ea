"""References and secret codes: what a resident writes down, and how we check it without keeping it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

# No vowels (no words by accident), no 0 O 1 I L 5 S (no misreading).
LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"

WORK = 2**14  # scrypt's cost: about 50 ms and 16 MB for one code


def draw(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_reference() -> str:
    """Eight signs drawn at random (37 bits): it tells nothing of how many reports there are or when this one came."""
    return dashed(draw(8))


def new_token() -> str:
    """What one sending of one report carries, so that sending it twice makes one report."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def secret_of(token: str) -> str:
    """The secret code that belongs to a token: twelve signs (55 bits).

    It is computed, not kept, so that the answer to a second click shows the same code as the answer to the first.
    """
    number = int.from_bytes(hmac.new(settings.SECRET_KEY.encode(), f"report {token}".encode(), "sha512").digest())
    signs = []
    for _ in range(12):
        number, rest = divmod(number, len(LETTERS))
        signs.append(LETTERS[rest])
    return dashed("".join(signs))


def dashed(signs: str) -> str:
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def tidy(typed: str) -> str:
    """What somebody typed, as we write it: capitals, dashes after every four, nothing else."""
    return dashed("".join(sign for sign in typed.upper()[:60] if sign.isascii() and sign.isalnum()))


def hashed(code: str) -> str:
    """A slow, salted hash (about 50 ms), so that a stolen table gives no codes."""
    salt = secrets.token_hex(16)
    return f"{salt}${scrypt(code, salt)}"


# Compared with when there is no such report, so that the answer takes as long.
NOBODY = "00" * 16 + "$" + "0" * 64


def matches(code: str, stored: str) -> bool:
    """Whether a code belongs to a stored hash; as slow for a report that does not exist as for one that does."""
    salt, _, expected = (stored or NOBODY).partition("$")
    return hmac.compare_digest(scrypt(tidy(code), salt), expected)


def scrypt(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=WORK, r=8, p=1, dklen=32).hex()
