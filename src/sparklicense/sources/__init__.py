"""Other people's data into facts: TikTok's responses and code sheets, read and put together.

`sources.tiktok` and `sources.sheets` read; `merge` puts together what several of them say.
"""

from sparklicense.sources import sheets, tiktok
from sparklicense.sources.merging import Merged, Part, Replacement, merge
from sparklicense.sources.readings import Assumption, Diagnosis, LeftOut, Reading, UnknownKey

__all__ = [
    "Assumption",
    "Diagnosis",
    "LeftOut",
    "Merged",
    "Part",
    "Reading",
    "Replacement",
    "UnknownKey",
    "merge",
    "sheets",
    "tiktok",
]
