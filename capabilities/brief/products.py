"""Several products, each with its brief, and the one that is meant when none is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from capabilities.brief.values import Product
from capabilities.refusal import Refusal
from storage import brief as stored
from storage.database import Unit

_SHORTEST = 3  # letters of a word that may stand for a product's whole name


def listed(unit: Unit) -> list[Product]:
    """Every product with a brief or a draft of one, by name; the default says so."""
    in_force = {row.product_key: row for row in stored.products(unit)}
    default = stored.published(unit)
    drafts = stored.drafts(unit)
    names = {row.product_key: row.product for row in reversed(drafts)}
    names |= {key: row.product for key, row in in_force.items()}
    return [
        Product(
            key=key,
            name=name,
            version=in_force.get(key),
            default=default is not None and default.product_key == key,
            drafts=sum(1 for row in drafts if row.product_key == key),
        )
        for key, name in sorted(names.items())
    ]


def named(products: Sequence[Product], words: str) -> Product | None:
    """The product these words name: by its whole name, else by a word that no other product's name has."""
    said = _words(words)
    whole = [each for each in products if _runs(_words(each.name), said)]
    if whole:
        return max(whole, key=lambda each: len(each.name))
    for each in products:
        if any(word in said for word in _own(each, products)):
            return each
    return None


def named_first(
    products: Sequence[Product], words: str, *, besides: Collection[str] = ()
) -> tuple[Product | None, str]:
    """The product the words begin with, and the words after it; where there is only one, it need not be named.

    `besides` are words with a meaning of their own, in small letters: one of them alone names no product.
    """
    parts = words.split()
    several = len(products) > 1
    for count in range(len(parts), 0, -1):
        said = _words(" ".join(parts[:count]))
        if count == 1 and parts[0].casefold() in besides:
            break
        for each in products:
            short = several and count == 1 and said and said[0] in _own(each, products)
            if (said and said == _words(each.name)) or short:
                return each if several else None, " ".join(parts[count:])
    return None, words


def meant(products: Sequence[Product], words: str) -> Product:
    """The product these words name. Raises Refusal, naming those there are."""
    found = named(products, words)
    if not products:
        raise Refusal("No product has a published brief yet. /brief file takes the first.")
    if found is None:
        there = ", ".join(each.name for each in products)
        raise Refusal(f"There is no product “{words[:60]}”. There is: {there}.")
    return found


def _own(product: Product, products: Sequence[Product]) -> list[str]:
    """The words that only this product's name has."""
    others = {word for each in products if each is not product for word in _words(each.name)}
    return [word for word in _words(product.name) if len(word) >= _SHORTEST and word not in others]


def _runs(part: list[str], whole: list[str]) -> bool:
    return bool(part) and any(whole[at : at + len(part)] == part for at in range(len(whole)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
