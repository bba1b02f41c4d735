"""How large a code sheet may be: far more than any team keeps, far less than what stops a computer."""

from typing import Final

MOST_BYTES: Final = 32 * 2**20
"""Of a file."""

MOST_UNPACKED_BYTES: Final = 128 * 2**20
"""Of everything in a workbook, which is a ZIP archive, once it is unpacked."""

MOST_PARTS: Final = 1_000
"""Of a workbook: the files in its archive."""

MOST_ROWS: Final = 250_000
"""Of all sheets of a file, blank ones too."""

MOST_COLUMNS: Final = 128
"""Of a sheet; in a workbook, what stands further right is not read."""

MOST_DAYS: Final = 100_000
"""Of a duration."""
