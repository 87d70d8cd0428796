"""Moments as the visitor's own clock shows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def local(moment: datetime) -> datetime:
    """Return a moment in the browser's time zone; in this computer's when the browser does not say."""
    zone = st.context.timezone
    try:
        return moment.astimezone(ZoneInfo(zone) if zone else None)
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone()
