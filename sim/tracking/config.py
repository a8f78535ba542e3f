"""What a planner may set about tracking: when a status is seen, and who is told of a delay."""

from __future__ import annotations

from pydantic import Field

from sim.settings import NonNegative, Settings, Share


class TrackingConfig(Settings):
    """Step 4: the customer and the order system see the parcel move."""

    automatic_lag_minutes: NonNegative = Field(1.0, description="scan to screen when status updates are automatic")
    manual_lag_minutes: NonNegative = Field(240.0, description="scan to screen when they are keyed by hand")
    missed_scans: Share = Field(0.02, description="scans that never reach the order system")
    delay_notices: bool = Field(True, description="customers are told of a delay before they ask")
    notice_cost: NonNegative = Field(
        0.0, description="one notice of delay, currency: nothing by e-mail, about 0.04 as a text message"
    )
    notice_effect: Share = Field(0.4, description="share of where-is-my-order contacts a notice spares")
