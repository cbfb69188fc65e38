"""Says which of several products a question or a note is about, as each has a brief of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capabilities.brief import Product
from capabilities.brief import products as products_
from storage import brief as stored
from storage.database import Unit


@dataclass(frozen=True)
class Belonging:
    """The products of a workspace, and which of them each version of a brief is of."""

    products: tuple[Product, ...]
    versions: Mapping[str, str]

    @classmethod
    def of(cls, unit: Unit, version_ids: Iterable[str | None]) -> Belonging:
        """Reads what telling needs, for what was asked or logged under these versions."""
        products = tuple(products_.listed(unit))
        wanted = {each for each in version_ids if each} if len(products) > 1 else set()
        found = (stored.version(unit, each) for each in sorted(wanted))
        return cls(products, {row.id: row.product_key for row in found if row is not None})

    def is_about(self, product_key: str, words: str, version_id: str | None) -> bool:
        """Whether it is about this product: the words name it, else it was put to its brief, else it is the default."""
        if len(self.products) < 2:
            return True
        named = products_.named(self.products, words)
        if named is not None:
            return named.key == product_key
        default = next((each.key for each in self.products if each.default), product_key)
        return self.versions.get(version_id or "", default) == product_key
