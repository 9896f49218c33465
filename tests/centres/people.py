"""Who works in a centre: agents, their teams and supervisors, and what each of them is like."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

# Start of the scheduled time in minutes after midnight, and the weekdays on which one may work.
PATTERNS = {
    "early": (7 * 60, range(0, 5)),
    "day": (9 * 60, range(0, 5)),
    "late": (13 * 60, range(0, 6)),
    "weekend": (10 * 60, range(2, 7)),
    "night": (22 * 60, range(0, 7)),
    "mornings": (8 * 60, range(0, 5)),
}


@dataclass
class Agent:
    name: str
    site: str
    team: str
    supervisor: str
    queue: str
    level: int
    hired: date
    hours: float
    pattern: str
    # Lasting traits: how often this person is late, misses a shift, how good the work is.
    late: float
    absent: float
    pace: float
    quality: float
    home: float
    open: bool
    state: dict = field(default_factory=dict)
    notice: date | None = None
    last_day: date | None = None
    away_until: date | None = None
    away: str = ""

    def tenure(self, day):
        return (day - self.hired).days

    def roster(self, day):
        return {"effective": day.isoformat(), "hire_date": self.hired.isoformat(), "site": self.site,
                "team": self.team, "supervisor": self.supervisor, "queue": self.queue, "level": f"L{self.level}",
                "contract_h_week": self.hours, "shift_pattern": self.pattern}


def tenures(chance, rate, count):
    """Days since hire of those who are there on the first day: most came within the last years, some never left."""
    recent = chance.exponential(365.0 / max(rate, 0.15) * 1.1, count)
    old = chance.exponential(1_300.0, count) + 300
    return [int(min(days, 4_500)) for days in np.where(chance.random(count) > 0.2, recent, old)]


def new_agent(chance, make, site, number, hired, team, supervisor):
    """One person with traits of their own."""
    back = site.back_office
    hours = float(chance.choice(make.hours))
    patterns = ["day", "mornings"] if back else make.patterns
    pattern = "mornings" if hours < 25 else str(chance.choice(patterns))
    return Agent(
        name=f"{site.name.lower()}-{number:04d}", site=site.name, team=team, supervisor=supervisor,
        queue=str(chance.choice(make.queues)), level=1 + int(chance.random() < 0.3), hired=hired, hours=hours,
        pattern=pattern, late=float(chance.beta(1.5, 22)), absent=float(chance.gamma(2.0, 0.010)),
        pace=float(chance.normal(0, 0.12)), quality=float(chance.normal(0, 5)),
        home=float(chance.choice([0.0, 0.0, 0.4, 0.8])) if make.has_home else 0.0, open=bool(chance.random() < make.shows),
    )


def days_ago(day, days):
    return day - timedelta(days=int(days))
