"""Other people's data into facts: TikTok's responses and code sheets, read and merged."""
