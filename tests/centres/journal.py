"""Writes what happens in a centre as CloudEvents, one a line, in the order in which it was recorded."""

import json
from datetime import date
from functools import cache

ENCODER = json.JSONEncoder(separators=(",", ":"))
DAY_S = 86_400


class Journal:
    """Collects a day's events and writes them in order of their times: seconds of local time, counted from the year 1."""

    def __init__(self, out, zone):
        self.out, self.zone = out, zone
        self.waiting = []
        self.count = 0

    def moment(self, day, minutes):
        """A local time, so many minutes after midnight."""
        return day.toordinal() * DAY_S + int(minutes * 60)

    def text(self, moment):
        days, seconds = divmod(int(moment), DAY_S)
        return f"{day_text(days)}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{self.zone}"

    def add(self, source, kind, subject, when, data):
        self.count += 1
        self.waiting.append((int(when), self.count, source, kind, subject, data))

    def write_until(self, day):
        """Writes everything that was recorded before the end of a day; what HR tells later waits."""
        end = (day.toordinal() + 1) * DAY_S
        self.waiting.sort(key=lambda event: event[:2])
        ready = sum(event[0] < end for event in self.waiting)
        for when, number, source, kind, subject, data in self.waiting[:ready]:
            self.out.write(f'{{"specversion":"1.0","id":"n{number}","source":"{source}","type":"{kind}","time":'
                           f'"{self.text(when)}","subject":"{subject}","data":{ENCODER.encode(data)}}}\n')
        self.waiting = self.waiting[ready:]


@cache
def day_text(days):
    return date.fromordinal(days).isoformat()
