"""Code sheets as teams keep them, CSV, TSV and XLSX: to posts and licenses, and back."""

from sparklicense.sources.sheets.columns import SPELLINGS
from sparklicense.sources.sheets.dates import DateFormat
from sparklicense.sources.sheets.reading import read, read_rows
from sparklicense.sources.sheets.writing import COLUMNS, write

__all__ = ["COLUMNS", "SPELLINGS", "DateFormat", "read", "read_rows", "write"]
