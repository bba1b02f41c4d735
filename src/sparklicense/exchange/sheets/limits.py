"""How large a code sheet may be: far more than any team keeps, far less than what stops a computer."""

from typing import Final

MOST_BYTES: Final = 64 * 2**20
"""Of a file."""

MOST_UNPACKED_BYTES: Final = 256 * 2**20
"""Of everything in a workbook, which is a ZIP archive, once it is unpacked."""

MOST_PARTS: Final = 1_000
"""Of a workbook: the files in its archive."""

MOST_ROWS: Final = 250_000
"""Of a sheet, blank ones too."""

MOST_COLUMNS: Final = 256
"""Of a sheet of a workbook; what stands further right is not read."""
