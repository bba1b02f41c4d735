"""Code sheets as teams keep them, CSV, TSV and XLSX: to posts and licenses, and back."""

from sparklicense.exchange.sheets.columns import SPELLINGS
from sparklicense.exchange.sheets.dates import DateFormat
from sparklicense.exchange.sheets.reading import read, read_rows
from sparklicense.exchange.sheets.writing import COLUMNS, write

__all__ = ["COLUMNS", "SPELLINGS", "DateFormat", "read", "read_rows", "write"]
