"""Numbers and choices as short texts: what the engine is sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_CHIFFRES = "0123456789abcdefghijklmnopqrstuvwxyz"


def encode_numbers(numeros: Sequence[int], *, chiffres: int = 1) -> str:
    """Write numbers in base 36 side by side, each with as many digits as the largest one needs.

    `chiffres` is the least number of digits.
    """
    largest = max(numeros, default=0)
    while largest >= len(_CHIFFRES) ** chiffres:
        chiffres += 1
    rangs = [len(_CHIFFRES) ** i for i in reversed(range(chiffres))]
    return "".join(_CHIFFRES[n // r % len(_CHIFFRES)] for n in numeros for r in rangs)


def encode_bits(communes: Sequence[str], choisies: Collection[str]) -> str:
    """Write which of `communes` are chosen: four per hexadecimal digit, the first one highest."""
    bits = "".join("1" if code in choisies else "0" for code in communes)
    bits += "0" * (-len(bits) % 4)
    return "".join(f"{int(bits[i : i + 4], 2):x}" for i in range(0, len(bits), 4))
