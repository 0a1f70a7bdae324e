"""What the advisor does otherwise for this job."""

from __future__ import annotations

from typing import Annotated, Any, cast

from pydantic import Field, create_model

from advisor.model.thresholds import Thresholds, describe
from advisor.profile.schema.types import TYPED, UNSET_BY_NULL, Key, Section

Reason = Annotated[str, Field(min_length=10, max_length=500)]
# One field for each threshold, so that the reference shows unit, default and source of all of them.
_OVERRIDES: Any = {
    each.name: (
        Annotated[float | None, Field(ge=0), TYPED],
        Field(None, strict=False, description=f"{each.unit}, {each.value:g} when not set: {each.source}."),
    )
    for each in describe(Thresholds())
}
ThresholdOverrides = create_model("ThresholdOverrides", __base__=Section, **_OVERRIDES)


class Advisor(Section):
    thresholds: ThresholdOverrides = Field(  # type: ignore[valid-type]
        default_factory=ThresholdOverrides, description="Numbers that the advisor's judgement hangs on."
    )
    suppress: Annotated[dict[Key, Reason], UNSET_BY_NULL] = Field(
        default_factory=dict,
        description="Rules that shall not speak, `rule` or `rule@operator`, each with the reason, which reports show.",
    )

    @property
    def overrides(self) -> dict[str, float]:
        """The thresholds that the profile sets."""
        return cast(Section, self.thresholds).model_dump(exclude_none=True)
