"""What can be set from outside: environment variables that begin with ``PUNTARI_``, read once."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_FILE = "puntari.sqlite"


def default_data_dir() -> Path:
    """Return the folder for a user's own data: ``$XDG_DATA_HOME/puntari``, else ``~/.local/share/puntari``."""
    given = os.environ.get("XDG_DATA_HOME", "")
    return (Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "share") / "puntari"


class Settings(BaseSettings):
    """All settings with their defaults; ``docs/operations.md`` lists them."""

    model_config = SettingsConfigDict(env_prefix="PUNTARI_", frozen=True, extra="ignore")

    data_dir: Path = Field(default_factory=default_data_dir)
    database_url: str = ""  # empty: SQLite in the data folder
    busy_seconds: PositiveFloat = 5  # how long a write waits for another one
    undo_steps: PositiveInt = 200  # newest changes kept for each evaluation; saved versions are always kept
    share_days: PositiveInt = 30  # how long a link stays valid unless its maker says otherwise
    share_days_most: PositiveInt = 3_650
    live_draws: int = Field(default=5_000, ge=1_000, le=1_000_000)  # simulated cases while a weight moves
    results_kept: PositiveInt = 64  # results kept ready in memory
    measured_kept: PositiveInt = 64  # measures of segmentations kept as files: working them out takes minutes
    measuring_at_once: PositiveInt = 1  # segmentations measured at the same time; others wait their turn
    upload_bytes: PositiveInt = 50_000_000
    upload_rows: PositiveInt = 100_000
    upload_columns: PositiveInt = 500
    upload_cells: PositiveInt = 2_000_000
    dataset_rows: PositiveInt = 2_000_000  # of customers' tables, which are read by columns
    dataset_cells: PositiveInt = 40_000_000
    data_paths: dict[str, Path] = {}  # name to a Parquet file or folder that was not uploaded and is not limited
    disk_free_bytes: PositiveInt = 200_000_000  # under this the readiness check turns red

    @property
    def url(self) -> str:
        """Address of the database as SQLAlchemy writes it."""
        return self.database_url or f"sqlite:///{self.folder / DATABASE_FILE}"

    @property
    def folder(self) -> Path:
        """The data folder as an absolute path."""
        return self.data_dir.expanduser().absolute()


@cache
def settings() -> Settings:
    """Return the settings, read from the environment at first use."""
    return Settings()


def reset_settings() -> None:
    """Forget what was read, so that the next use reads the environment anew."""
    settings.cache_clear()
