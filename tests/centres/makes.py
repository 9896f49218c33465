"""Five makes of contact centre. Each says what moves people to leave, and what of it can be seen.

None of them was made from the parameters of the project's simulator or from the weights of a model.
"""

import math
from dataclasses import dataclass


@dataclass
class Site:
    name: str
    agents: int
    # Voluntary leavers for each agent-year.
    rate: float
    back_office: bool = False
    has_qa: bool = True
    # Days from notice until HR records it, at most.
    hr_late: int = 1


class Make:
    """What all makes have in common, and where they differ by default."""

    hours = [40.0, 40.0, 40.0, 30.0]
    patterns = ["early", "day", "late", "weekend"]
    queues = ["sales", "service"]
    channel = "voice"
    per_hour, handle_s, answers = 1.4, 420.0, 0.15
    rated_later, has_home, has_notice, shifting = False, False, False, 0
    # Share of people of whom anything can be seen before they leave.
    shows = 1.0
    team = 12
    # Separations of supervisors, a supervisor and year.
    supervisors_leave = 0.3
    dismissals = 0.05

    def __init__(self, chance):
        self.chance = chance

    def sites(self):
        raise NotImplementedError

    def begin_day(self, day, centre):
        """What happens to teams and to the whole centre."""

    def live(self, agent, day):
        """What happens to one person."""

    def drive(self, agent, day):
        """How many times likelier than others this person is to give notice today."""
        raise NotImplementedError

    def manner(self, agent, day, manner):
        """What can be seen of it."""

    def season(self, day):
        return 1.0


def early_peak(days, height, centre, width, floor):
    """A hazard over tenure that rises, peaks after some weeks and falls."""
    return floor + height * math.exp(-0.5 * (math.log((days + 5) / centre) / width) ** 2)


class Offers(Make):
    """Job offers come and go within weeks. Who has one looks for time off, and two in five let nothing be seen."""

    shows, has_home, has_notice = 0.6, True, True

    def sites(self):
        return [Site("NORTH", 260, 0.45)]

    def live(self, agent, day):
        has = agent.state.get("offer", False)
        come = (1 / 170) * (1.6 if agent.tenure(day) < 400 else 0.8) * (0.6 if agent.home > 0.5 else 1.0)
        agent.state["offer"] = self.chance.random() < (1 - 1 / 28 if has else come)

    def drive(self, agent, day):
        return (11.0 if agent.state.get("offer") else 0.7) * early_peak(agent.tenure(day), 0.8, 80, 0.9, 0.8)

    def manner(self, agent, day, manner):
        if agent.state.get("offer") and agent.open:
            manner.unplanned = manner.unplanned * 3.5 + 0.02
            manner.early, manner.late = 0.09, manner.late * 1.7 + 0.02
            manner.swap_wish, manner.leave_wish, manner.overtime_wish = 0.05, 0.03, 0.002
            manner.overrun, manner.overtime = 2.6, 0.02


class Burnout(Make):
    """Load wears people out over months: busy time, overtime, rude customers. It shows in the work and in absence."""

    has_notice, rated_later, shifting, per_hour, handle_s = True, True, 1, 1.3, 520.0

    def sites(self):
        return [Site("HILL", 130, 0.35), Site("LAKE", 110, 0.35)]

    def load(self, agent, day):
        queue = 0.06 if agent.queue == "service" else -0.04
        season = 0.05 * math.sin(2 * math.pi * (day.timetuple().tm_yday - 250) / 365)
        return queue + season + agent.state.setdefault("share", float(self.chance.normal(0, 0.05)))

    def live(self, agent, day):
        worn = agent.state.get("worn", float(self.chance.gamma(1.5, 0.3)))
        push = 0.016 + 0.14 * max(self.load(agent, day) - 0.02, -0.05) + float(self.chance.normal(0, 0.03))
        if agent.away in ("planned", "sick") and agent.away_until is not None and day < agent.away_until:
            push -= 0.05
        agent.state["worn"] = max(0.0, worn * 0.985 + push)

    def drive(self, agent, day):
        return math.exp(1.1 * agent.state.get("worn", 0.5)) * early_peak(agent.tenure(day), 0.7, 60, 0.8, 0.7)

    def manner(self, agent, day, manner):
        worn, load = agent.state.get("worn", 0.5), self.load(agent, day)
        manner.occupied += load
        manner.overtime = max(0.0, 0.07 + load)
        manner.hostile = 0.05 if agent.queue == "service" else 0.02
        manner.sick *= 1 + 0.8 * worn
        manner.unplanned *= 1 + 0.5 * worn
        manner.handle, manner.wrap, manner.hold = 1 + 0.05 * worn, 1 + 0.12 * worn, 0.08 * (1 + 0.2 * worn)
        manner.quality, manner.csat = -2.4 * worn, 4.2 - 0.16 * worn
        manner.transfer, manner.reopen = 0.08 * (1 + 0.25 * worn), 0.03 * (1 + 0.2 * worn)
        manner.pace = 1 - 0.04 * worn


class Contagion(Make):
    """Teams break up: a leader goes, wishes are refused, colleagues follow one another; more of it after holidays."""

    team, supervisors_leave, has_home, per_hour = 10, 0.45, True, 1.4

    def sites(self):
        return [Site("PORT", 220, 0.50)]

    def begin_day(self, day, centre):
        for team in centre.teams.values():
            mood = team.state.get("mood", 0.0) * 0.978
            mood += 0.55 * team.state.pop("gone", 0) + 1.2 * team.state.pop("leader_gone", 0)
            if self.chance.random() < 1.2 / 365:
                mood += 1.3
            team.state["mood"] = min(mood, 3.0)

    def live(self, agent, day):
        rooted = agent.state.setdefault("rooted", float(self.chance.normal(0, 0.5)))
        agent.state["mood"] = agent.state.get("team", {}).get("mood", 0.0) * math.exp(-0.5 * rooted)

    def drive(self, agent, day):
        return math.exp(0.75 * agent.state.get("mood", 0.0) - 0.6 * agent.state.get("rooted", 0.0)) * early_peak(
            agent.tenure(day), 1.0, 70, 0.9, 0.6)

    def manner(self, agent, day, manner):
        mood = agent.state.get("mood", 0.0)
        manner.late *= 1 + 0.35 * mood
        manner.unplanned *= 1 + 0.45 * mood
        manner.refused, manner.cancelled = min(0.6, 0.12 + 0.12 * mood), min(0.7, 0.1 + 0.15 * mood)
        manner.dispute, manner.leave_wish = 0.03 * (1 + 0.7 * mood), 0.012 * (1 + 0.4 * mood)
        manner.quality, manner.overrun = -1.2 * mood, 1.5 * (1 + 0.25 * mood)

    def season(self, day):
        return 1.6 if day.month in (1, 9) else 0.9


class Quiet(Make):
    """Leavers show nothing at all: how long somebody is there is all that there is to know."""

    channel, per_hour, shows, hours = "chat", 1.6, 0.0, [40.0, 32.0, 20.0]

    def sites(self):
        return [Site("PLAIN", 240, 0.60)]

    def drive(self, agent, day):
        return early_peak(agent.tenure(day), 4.0, 60, 0.7, 0.6)


class Sites(Make):
    """Three sites that lose 15, 40 and 90 % a year: one without QA, one back office, part-time, and HR is weeks late."""

    hours, patterns, has_home, shows = [40.0, 40.0, 30.0, 20.0], ["early", "late", "night", "weekend"], True, 0.8

    def sites(self):
        return [Site("ADMIN", 90, 0.15, back_office=True, hr_late=10), Site("COAST", 100, 0.40, hr_late=25),
                Site("TOWN", 100, 0.90, has_qa=False, hr_late=15)]

    def live(self, agent, day):
        doubt = agent.state.get("doubt", float(self.chance.normal(0, 1)))
        agent.state["doubt"] = doubt * 0.985 + float(self.chance.normal(0, 0.173))

    def drive(self, agent, day):
        return math.exp(0.9 * agent.state.get("doubt", 0.0)) * early_peak(agent.tenure(day), 1.2, 90, 0.9, 0.7)

    def manner(self, agent, day, manner):
        if agent.open:
            doubt = max(-1.0, agent.state.get("doubt", 0.0))
            manner.unplanned *= math.exp(0.45 * doubt)
            manner.late *= math.exp(0.25 * doubt)
            manner.early *= math.exp(0.5 * doubt)
            manner.pace, manner.quality = 1 - 0.05 * doubt, -1.8 * doubt
            manner.csat, manner.transfer = 4.1 - 0.1 * doubt, 0.10 * math.exp(0.15 * doubt)


MAKES = {"offers": Offers, "burnout": Burnout, "contagion": Contagion, "quiet": Quiet, "sites": Sites}
