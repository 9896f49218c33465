"""A day's work of an agent, as workforce management, quality and the ticket system record it."""

from datetime import timedelta

import numpy as np

from people import PATTERNS

CATEGORIES = ["bill", "move", "fault", "contract", "delivery", "refund", "login", "other"]


class Manner:
    """How somebody works today. A make of centre changes it before the day is drawn."""

    def __init__(self, agent):
        self.sick, self.unplanned, self.no_show = agent.absent, agent.absent * 0.5, 0.0015
        self.late, self.early = agent.late, 0.012
        self.overrun, self.occupied, self.overtime = 1.5, 0.80, 0.06
        self.handle, self.wrap, self.hold = 1.0, 1.0, 0.08
        self.transfer, self.reopen, self.hostile = 0.10, 0.03, 0.03
        self.quality, self.csat, self.dispute = 0.0, 4.1, 0.03
        self.leave_wish, self.swap_wish, self.overtime_wish, self.refused = 0.012, 0.015, 0.012, 0.15
        self.short_notice, self.coaching, self.cancelled = 0.04, 0.035, 0.12
        self.pace = 1.0


def plan_week(chance, agent, monday):
    """Days of the week on which the agent is scheduled."""
    weekdays = list(PATTERNS[agent.pattern][1])
    length = 5 if agent.hours < 25 else 8
    count = min(len(weekdays), max(2, round(agent.hours / length)))
    chosen = chance.choice(weekdays, count, replace=False)
    return {monday + timedelta(days=int(weekday)) for weekday in chosen}


class Works:
    """Draws the day of one agent after the other and writes it down."""

    def __init__(self, chance, journal, make):
        self.chance, self.journal, self.make = chance, journal, make

    def wishes(self, agent, day, manner):
        for kind, share in (("leave", manner.leave_wish), ("swap", manner.swap_wish),
                            ("overtime", manner.overtime_wish)):
            if self.chance.random() < share:
                decision = "refused" if self.chance.random() < manner.refused else "granted"
                data = {"request_id": f"{kind}/{agent.name}/{day}", "date": day.isoformat(), "kind": kind,
                        "decision": decision}
                self.add("/wfm", "attendance.request.v1", agent, self.journal.moment(day, 17 * 60), data)

    def shift(self, agent, day, manner, site):
        start = PATTERNS[agent.pattern][0] + int(self.chance.integers(-1, 2)) * self.make.shifting * 30
        length = 240 if agent.hours < 25 else 480
        begin = self.journal.moment(day, start)
        end = begin + length * 60
        data = {"shift_id": f"{agent.name}/{day}", "date": day.isoformat(), "scheduled_start": self.journal.text(begin),
                "scheduled_end": self.journal.text(end)}
        if self.make.has_notice:
            data["notice_h"] = 24 if self.chance.random() < manner.short_notice else 300
        if (absence := self.absence(agent, day, manner)) is not None:
            data |= {"status": "absent", "absence": absence}
            self.add("/wfm", "attendance.shift.v1", agent, end, data)
            return
        late = self.chance.gamma(2, 8) if self.chance.random() < manner.late else 0.0
        early = self.chance.gamma(2, 15) if self.chance.random() < manner.early else 0.0
        over = min(self.chance.gamma(2, 25), 150) if early == 0 and self.chance.random() < manner.overtime else 0.0
        worked = max(60.0, length - late - early + over)
        actual = begin + int(late * 60)
        finish = actual + int(worked * 60)
        occupied = min(0.97, max(0.2, self.chance.normal(manner.occupied, 0.04)))
        overrun = min(self.chance.exponential(max(manner.overrun, 0.1)), 45)
        data |= {
            "status": "worked", "actual_start": self.journal.text(actual), "actual_end": self.journal.text(finish),
            "overtime_min": round(over), "break_overrun_min": round(overrun),
            "occupied_min": round(worked * occupied), "home": bool(self.chance.random() < agent.home),
        }
        self.add("/wfm", "attendance.shift.v1", agent, finish, data)
        if not site.back_office:
            self.tickets(agent, day, manner, actual, worked)
        self.quality(agent, day, manner, site, finish)

    def absence(self, agent, day, manner):
        if agent.away_until is not None and day < agent.away_until:
            return agent.away
        draw = self.chance.random()
        for kind, share in (("sick", manner.sick), ("unplanned", manner.unplanned), ("no_show", manner.no_show)):
            if draw < share:
                if kind == "sick":
                    agent.away, agent.away_until = "sick", day + timedelta(days=int(self.chance.integers(1, 5)))
                return kind
            draw -= share
        return None

    def tickets(self, agent, day, manner, actual, worked):
        per_hour = self.make.per_hour * manner.pace * (1 + agent.pace)
        count = int(self.chance.poisson(max(per_hour, 0.2) * worked / 60))
        if count == 0:
            return
        at = (np.sort(self.chance.random(count)) * (worked - 2) * 60 + 60).astype(int).tolist()
        handle = (self.chance.gamma(3.0, self.make.handle_s / 3.0, count) * manner.handle).clip(20, 7_200)
        wrap = (handle * (self.chance.beta(2, 14, count) * manner.wrap).clip(0, 0.4)).astype(int).tolist()
        hold = (handle * self.chance.beta(1.2, 1.2 / manner.hold, count).clip(0, 0.5)).astype(int).tolist()
        handle = handle.astype(int).tolist()
        draws = self.chance.random((count, 7)).tolist()
        ratings = self.chance.normal(manner.csat, 1.0, count).round().clip(1, 5).astype(int).tolist()
        for i in range(count):
            closed = actual + at[i]
            ticket, draw = f"{agent.name}/{day}/{i}", draws[i]
            answered = draw[0] < self.make.answers
            data = {"ticket_id": ticket, "closed_at": self.journal.text(closed), "channel": self.make.channel,
                    "category": CATEGORIES[int(draw[1] ** 2 * len(CATEGORIES))], "handle_s": handle[i],
                    "hold_s": hold[i], "wrap_s": wrap[i], "transferred": draw[2] < manner.transfer,
                    "escalated": False, "csat": ratings[i] if answered and not self.make.rated_later else None,
                    "complaint": draw[3] < manner.hostile * 0.4, "hostile": draw[4] < manner.hostile}
            self.add("/crm", "ticket.closed.v1", agent, closed, data)
            if answered and self.make.rated_later:
                rated = closed + int(draw[5] * 36_000)
                data = {"ticket_id": ticket, "rated_at": self.journal.text(rated), "csat": ratings[i]}
                self.add("/crm", "ticket.rated.v1", agent, rated, data)
            if draw[6] < manner.reopen:
                again = closed + 7_200
                data = {"ticket_id": ticket, "reopened_at": self.journal.text(again)}
                self.add("/crm", "ticket.reopened.v1", agent, again, data)

    def quality(self, agent, day, manner, site, finish):
        if site.has_qa and self.chance.random() < 0.10:
            score = float(min(100, max(20, self.chance.normal(82 + agent.quality + manner.quality, 6))))
            data = {"evaluation_id": f"{agent.name}/{day}", "date": day.isoformat(), "score": round(score, 1),
                    "critical_fail": bool(self.chance.random() < 0.03),
                    "disputed": bool(self.chance.random() < manner.dispute)}
            self.add("/qa", "qa.evaluation.v1", agent, finish, data)
        if site.has_qa and self.chance.random() < manner.coaching:
            held = self.chance.random() >= manner.cancelled
            data = {"session_id": f"{agent.name}/{day}", "date": day.isoformat(), "status": "held" if held else "cancelled"}
            if held:
                data["minutes"] = 30
            self.add("/qa", "qa.coaching.v1", agent, finish, data)

    def add(self, source, kind, agent, when, data):
        self.journal.add(source, kind, agent.name, when, data)
