"""How a record is refused: by the template's own checks, or by your enrichment function.

    def enrich(order: dict) -> dict:
        if order["currency"] not in RATES:
            raise Rejected("unknown_currency", order["currency"])

A rejected record goes to the dead-letter topic with its reason; the job goes on. Any other exception
out of an enrichment does the same, under the reason `enrichment_failed`.
"""

from __future__ import annotations


class Rejected(Exception):
    """This one record cannot become a row; `reason` is a short word to group by, `detail` says more."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
