"""Calendars: expiries, renewal reminders and outages as iCalendar (RFC 5545), for any calendar program."""

from sparklicense.views.calendars.entries import events
from sparklicense.views.calendars.events import Event, EventKind, revised
from sparklicense.views.calendars.ical import read_events, to_ics, write_events

__all__ = ["Event", "EventKind", "events", "read_events", "revised", "to_ics", "write_events"]
