"""What is shipped, and how data from outside is reached."""

from __future__ import annotations
