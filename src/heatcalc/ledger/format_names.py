"""The formats and encodings in which bills are written, by name: for options, which load nothing that writes them."""

from typing import Literal, get_args

OutputFormat = Literal["csv", "xlsx", "parquet", "jsonl"]
OUTPUT_FORMATS: tuple[OutputFormat, ...] = get_args(OutputFormat)
AuditFormat = Literal["csv", "xlsx", "jsonl"]
"""Those of a ledger that was checked, where an amount may be blank."""
AUDIT_FORMATS: tuple[AuditFormat, ...] = get_args(AuditFormat)
OutputEncoding = Literal["utf-8-sig", "utf-8", "gb18030"]
"""The encodings of CSV that is written; each has every character."""
CSV_ENCODING: OutputEncoding = "utf-8-sig"
"""The encoding of CSV unless another is asked for: spreadsheets know it by its mark."""
