"""What people look at: reports, tables and calendars, which say what values say and decide nothing."""
