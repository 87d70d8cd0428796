"""From an uploaded file's content to a Parquet file with typed columns, inside the limited child process."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

from data.column_bytes import REPEATED, bytes_of
from data.column_types import EXAMPLE_CHARACTERS, MOST_EXAMPLES, Typed, first_unlike, typed
from data.fingerprints import SOURCE
from data.table_texts import PARQUET_START, delimited, unpacked
from data.tables import SHARE, ReaderLimits, checked_header
from data.workbook_guard import ZIP_START
from evaluators.errors import DataError, UnsafeFile

TARGET = "table.parquet"
_ADDRESS = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"

READ_SHARE, WRITE_SHARE = 0.2, 0.15  # of the time, about
SIDE_BY_SIDE = 100_000_000  # bytes of a file up to which two columns are worked out at a time

LineOf = Callable[[int], int]


def converted(content: bytes, stated: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Write ``TARGET`` into the working folder and return what is in it.

    Parameters
    ----------
    stated : mapping
        ``ReaderLimits`` by field, ``types`` (column to declared type) and ``sha256`` (of the upload).
    secret : bytes
        Columns of e-mail addresses become hashes under it; empty: they stay.
    """
    import pyarrow as pa

    limits = ReaderLimits(**{field.name: stated[field.name] for field in fields(ReaderLimits)})
    declared: dict[str, str] = stated["types"]
    table, line_of, told = _read(unpacked(content, limits), limits)
    unknown = sorted(set(declared) - set(table.column_names))
    if unknown:
        raise DataError("column_missing", column=unknown[0], available=table.column_names)

    names, done = table.column_names, [0]
    tell(READ_SHARE)

    def column(name: str) -> tuple[Any, dict[str, Any]]:
        made = _column(name, table[name], declared.get(name), line_of, secret)
        done[0] += 1
        tell(READ_SHARE + (1 - READ_SHARE - WRITE_SHARE) * done[0] / len(names))
        return made

    with ThreadPoolExecutor(2 if len(content) <= SIDE_BY_SIDE else 1) as pool:
        found = list(pool.map(column, names))
    made = pa.table([values for values, _ in found], names=names)
    _write(made, [facts for _, facts in found], stated["sha256"])
    return {"columns": [facts for _, facts in found], "rows": made.num_rows, **told}


def tell(share: float) -> None:
    """Write how much is done, for the parent to look at."""
    with open(SHARE, "w", encoding="ascii") as file:  # a bare name in the working folder
        file.write(f"{share:.3f}")


def _write(made: Any, columns: list[dict[str, Any]], sha256: str) -> None:
    """Write the table; columns of few different values as those values and places."""
    import pyarrow.parquet as pq

    few = [one["name"] for one in columns if one["distinct"] * REPEATED <= made.num_rows]
    with pq.ParquetWriter(
        TARGET, made.schema, compression="snappy", use_dictionary=few, store_decimal_as_integer=True, store_schema=False
    ) as writer:
        writer.write_table(made)
        writer.add_key_value_metadata({SOURCE: sha256.encode()})


def _read(content: bytes, limits: ReaderLimits) -> tuple[Any, LineOf, dict[str, str]]:
    """Return columns as they are, where their rows stand, and how the file was written."""
    import pyarrow as pa

    if content.startswith(PARQUET_START):
        return _parquet(content, limits), lambda row: row + 1, {"encoding": "", "delimiter": ""}
    if content.startswith(ZIP_START):
        from data.workbook import workbook_table

        read = workbook_table(content, limits)
        cells = list(zip(*read.rows, strict=True)) or [()] * len(read.columns)
        table = pa.table([pa.array(column, pa.string()) for column in cells], names=list(read.columns))
        return table, lambda row: read.lines[row], {"encoding": "", "delimiter": ""}
    texts = delimited(content, limits)
    return texts.table, texts.line_of, {"encoding": texts.encoding, "delimiter": texts.delimiter}


def _parquet(content: bytes, limits: ReaderLimits) -> Any:
    """Read a Parquet file after its own account of its size; a false account meets the child's memory limit.

    Raises
    ------
    UnsafeFile
        ``file_broken``, ``too_many_rows``, ``too_many_columns``, ``too_many_cells`` or ``file_unfolds_too_large``.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        facts = file.metadata
        _check_account(facts, limits)
        texts = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
        table = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts).read()
    except (pa.ArrowException, OSError) as fault:
        raise UnsafeFile("file_broken", file="") from fault
    checked_header(table.column_names, 0, limits)
    arrays = []
    for name in table.column_names:
        column = table[name].combine_chunks() if table[name].num_chunks != 1 else table[name].chunk(0)
        if pa.types.is_dictionary(column.type):
            longest = pc.max(pc.utf8_length(pc.cast(column.dictionary, pa.string()))).as_py() or 0
            if longest > limits.cell_characters:
                raise DataError("cell_too_long", line=0, limit=limits.cell_characters)
            column = pc.cast(column, pa.string())
        arrays.append(_plain(column, name))
    return pa.table(arrays, names=table.column_names)


def _check_account(facts: Any, limits: ReaderLimits) -> None:
    size = sum(facts.row_group(place).total_byte_size for place in range(facts.num_row_groups))
    if facts.num_rows > limits.rows:
        raise UnsafeFile("too_many_rows", count=facts.num_rows, limit=limits.rows)
    if facts.num_columns > limits.columns:
        raise UnsafeFile("too_many_columns", count=facts.num_columns, limit=limits.columns)
    if facts.num_rows * facts.num_columns > limits.cells:
        raise UnsafeFile("too_many_cells", count=facts.num_rows * facts.num_columns, limit=limits.cells)
    if size > limits.unpacked_bytes:
        raise UnsafeFile("file_unfolds_too_large", limit=limits.unpacked_bytes)


def _plain(column: Any, name: str) -> Any:
    """Return a column in one of the few types that are kept.

    Raises
    ------
    DataError
        ``column_type_unknown`` for lists, structures and bytes, ``column_not_finite`` for infinite numbers.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind, types = column.type, pa.types
    if types.is_floating(kind):
        numbers = pc.cast(column, pa.float64())
        numbers = pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)
        if not pc.all(pc.is_finite(numbers)).as_py() and pc.any(pc.is_inf(numbers)).as_py():
            raise DataError("column_not_finite", column=name)
        return numbers
    if types.is_integer(kind):
        return pc.cast(column, pa.int64())
    if types.is_large_string(kind) or types.is_null(kind):
        return pc.cast(column, pa.string())
    if types.is_timestamp(kind):
        return pc.cast(column, pa.timestamp("us"), safe=False)
    if types.is_string(kind) or types.is_boolean(kind) or types.is_date(kind) or types.is_decimal128(kind):
        return column
    raise DataError("column_type_unknown", column=name, value=str(kind))


def _column(name: str, values: Any, declared: str | None, line_of: LineOf, secret: bytes) -> tuple[Any, dict[str, Any]]:
    """Return a column as it is kept, and what is known of it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    unlike = None
    if not pa.types.is_string(values.type):
        found: Typed | None = typed_already(values)
    elif secret and _is_addresses(values):
        hashed = pa.array([address_hash(text, secret) for text in values.to_pylist()], pa.string())
        return hashed, _facts(name, Typed(values=hashed, type="text", missing=hashed.null_count), None, hashed=True)
    else:
        whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        found = typed(whole, declared)
        if found is None or (found.type == "text" and not found.choices and not declared):
            unlike = first_unlike(whole, declared)
        if found is None:
            _refuse(name, pc.utf8_trim_whitespace(whole), declared or "", unlike, line_of)
    assert found is not None  # noqa: S101  # refused above otherwise
    shown = None if unlike is None else [line_of(unlike), str(values[unlike].as_py())[:EXAMPLE_CHARACTERS]]
    return found.values, _facts(name, found, shown, hashed=False)


def typed_already(values: Any) -> Typed:
    """Return a column that came with its type."""
    from data.column_types import kind_of

    return Typed(values=values, type=kind_of(values), missing=values.null_count)


def _refuse(name: str, plain: Any, declared: str, unlike: int | None, line_of: LineOf) -> None:
    row = unlike or 0
    value = str(plain[row].as_py())[:EXAMPLE_CHARACTERS]
    if declared.startswith("number"):
        raise DataError("row_number_not_read", line=line_of(row), column=name, value=value)
    raise DataError("row_date_not_read", line=line_of(row), value=value)


def _facts(name: str, found: Typed, unlike: list[Any] | None, *, hashed: bool) -> dict[str, Any]:
    import pyarrow.compute as pc

    values = found.values if found.different is None else found.different
    distinct = _distinct(values)
    examples: list[str] = []
    if not hashed and 0 < distinct <= MOST_EXAMPLES:
        examples = sorted(str(one)[:EXAMPLE_CHARACTERS] for one in pc.unique(values).to_pylist() if one is not None)
    sizes: list[float | None] = [None, None]
    if found.type in ("integer", "decimal", "number") and distinct:
        ends = pc.min_max(values).as_py()
        sizes = [float(ends["min"]), float(ends["max"])]
    return {
        "name": name,
        "type": found.type,
        "missing": found.missing,
        "distinct": distinct,
        "examples": examples,
        "choices": list(found.choices),
        "unlike": unlike,
        "hashed": hashed,
        "smallest": sizes[0],
        "largest": sizes[1],
    }


def _distinct(values: Any) -> int:
    """Return how many different values there are; rising whole numbers, as ids often are, need no counting."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pa.types.is_integer(values.type) and len(values) > 1 and not values.null_count
    if whole and pc.all(pc.less(values.slice(0, len(values) - 1), values.slice(1))).as_py():
        return len(values)
    return int(pc.count_distinct(values).as_py())


def _is_addresses(values: Any) -> bool:
    """Return whether most of what stands in a column are e-mail addresses."""
    import pyarrow.compute as pc

    if b"@" not in bytes_of(values):
        return False
    found = pc.sum(pc.match_substring_regex(values, _ADDRESS)).as_py() or 0
    blank = pc.sum(pc.equal(pc.utf8_trim_whitespace(values), "")).as_py() or 0
    return bool(found * 2 > len(values) - values.null_count - blank)


def address_hash(text: str | None, secret: bytes) -> str | None:
    """Return the keyed hash of an address, the same however it was typed; nothing for nothing."""
    plain = unicodedata.normalize("NFC", (text or "").strip().lower())
    return hmac.digest(secret, plain.encode(), "sha256").hex() if plain else None


def sha256_of_upload(content: bytes, types: Mapping[str, str]) -> str:
    """Return what an upload is known by: its content, and what was declared about it."""
    found = hashlib.sha256(content)
    for name in sorted(types):
        found.update(f"\x1f{name}\x1f{types[name]}".encode())
    return found.hexdigest()
