"""How a record is refused: by the template's own checks, or by your enrichment function.

    def enrich(order: dict) -> dict:
        if order["currency"] not in RATES:
            raise Rejected("unknown_currency", order["currency"])

A rejected record goes to the dead-letter topic with its reason; the job goes on. Any other exception
out of an enrichment does the same, under the reason `enrichment_failed`.
"""

from __future__ import annotations

from typing import Any


class Rejected(Exception):
    """This one record cannot become a row; `reason` is a short word to group by, `detail` says more."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class MissingField(Rejected, KeyError):
    """A field that the enrichment asked for is not in the record; still a KeyError to code that expects one."""

    def __init__(self, field: str) -> None:
        super().__init__("missing_field", f"the record has no {field!r}")


class Record(dict[str, Any]):
    """A decoded record: a dict that says which field it lacks, so that the dead letter can say it too."""

    def __missing__(self, field: str) -> Any:
        raise MissingField(field)
