"""Plays a contact centre of another make than the project's own simulator, and writes down what it would record.

    python centre.py offers --seed 1 --days 500 --out offers.ndjson --truth offers.csv

The same make, seed and options give the same bytes. The truth has a line for each agent and day: how likely this person was to give
notice on it, which nothing in the events says.
"""

import argparse
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from journal import Journal
from makes import MAKES
from people import Agent, days_ago, new_agent, tenures
from work import Manner, Works, plan_week

FIRST_DAY = date(2024, 6, 3)
# Share of a day's way that the usual drive of a site goes towards today's mean.
USUAL_PACE = 0.004


@dataclass
class Team:
    name: str
    site: str
    supervisor: str
    state: dict = field(default_factory=dict)


class Centre:
    def __init__(self, make, sites, chance, journal, truth):
        self.make, self.sites, self.chance, self.journal, self.truth = make, sites, chance, journal, truth
        self.works = Works(chance, journal, make)
        self.agents, self.teams, self.seats, self.usual = [], {}, [], {}
        self.number, self.supervisor_number = 0, 0
        for site in sites:
            self.fill(site)

    def fill(self, site):
        teams = max(2, round(site.agents / self.make.team))
        for i in range(teams):
            name = f"{site.name[:2]}{i + 1}"
            self.teams[name] = Team(name, site.name, self.new_supervisor(site))
        names = [team for team in self.teams.values() if team.site == site.name]
        for i, tenure in enumerate(tenures(self.chance, site.rate, site.agents)):
            self.hire(site, names[i % teams], days_ago(FIRST_DAY, tenure), FIRST_DAY)

    def new_supervisor(self, site):
        self.supervisor_number += 1
        return f"lead-{site.name.lower()}-{self.supervisor_number}"

    def hire(self, site, team, hired, told):
        self.number += 1
        agent = new_agent(self.chance, self.make, site, self.number, hired, team.name, team.supervisor)
        agent.state["team"], agent.state["site"] = team.state, site
        self.agents.append(agent)
        self.tell(agent, told, agent.roster(hired))

    def tell(self, agent, day, data):
        if self.make.has_notice:
            data["potential"] = None
        self.journal.add("/hr", "roster.agent.v1", agent.name, self.journal.moment(day, 30), data)

    def play(self, days):
        for number in range(days):
            day = FIRST_DAY + timedelta(days=number)
            self.make.begin_day(day, self)
            self.lead(day)
            self.fill_seats(day)
            for agent in self.agents:
                if day.weekday() == 0 or "days" not in agent.state:
                    agent.state["days"] = plan_week(self.chance, agent, day - timedelta(days=day.weekday()))
                self.make.live(agent, day)
                self.work(agent, day)
                self.change(agent, day)
            self.leave(day)
            self.journal.write_until(day)

    def work(self, agent, day):
        manner = Manner(agent)
        self.make.manner(agent, day, manner)
        self.rest(agent, day)
        if day in agent.state["days"]:
            self.works.wishes(agent, day, manner)
            self.works.shift(agent, day, manner, agent.state["site"])

    def rest(self, agent: Agent, day):
        """Holidays, about five weeks a year, more in summer; and now and then a leave that the law protects."""
        if agent.away_until is not None and day < agent.away_until:
            return
        summer = 2.0 if day.month in (7, 8, 12) else 0.8
        if self.chance.random() < 3.5 / 365 * summer:
            agent.away, agent.away_until = "planned", day + timedelta(days=int(self.chance.integers(4, 15)))
        elif self.chance.random() < 0.03 / 365:
            agent.away, agent.away_until = "protected", day + timedelta(days=int(self.chance.integers(40, 120)))

    def change(self, agent, day):
        """Another level or another pattern of shifts."""
        if agent.notice is not None:
            return
        draw = self.chance.random()
        if draw < 0.15 / 365 and agent.level < 4:
            agent.level += 1
        elif draw < 0.45 / 365 and agent.hours >= 25 and not agent.state["site"].back_office:
            agent.pattern = str(self.chance.choice(self.make.patterns))
        else:
            return
        self.tell(agent, day, agent.roster(day))

    def lead(self, day):
        """Supervisors leave, and their agents get another one."""
        sites = {site.name: site for site in self.sites}
        for team in self.teams.values():
            if self.chance.random() < self.make.supervisors_leave / 365:
                data = {"kind": "voluntary", "notice_date": (day - timedelta(days=20)).isoformat(),
                        "last_day": day.isoformat(), "reason": "R9"}
                self.journal.add("/hr", "roster.separation.v1", team.supervisor, self.journal.moment(day, 45), data)
                team.supervisor = self.new_supervisor(sites[team.site])
                team.state["leader_gone"] = 1
                for agent in (agent for agent in self.agents if agent.team == team.name):
                    agent.supervisor = team.supervisor
                    self.tell(agent, day, agent.roster(day))

    def leave(self, day):
        for site in self.sites:
            here = [agent for agent in self.agents if agent.site == site.name and agent.notice is None]
            drives = np.array([self.make.drive(agent, day) for agent in here])
            mean = float(drives.mean())
            usual = self.usual.get(site.name, mean)
            self.usual[site.name] = usual + USUAL_PACE * (mean - usual)
            chances = 1 - np.exp(-site.rate / 365 * self.make.season(day) * drives / self.usual[site.name])
            draws = self.chance.random(len(here))
            for agent, chance, draw in zip(here, chances, draws):
                self.truth.write(f"{agent.name},{day},{chance:.6f}\n")
                if draw < chance:
                    self.separate(agent, day, "voluntary", int(self.chance.integers(0, site.hr_late + 1)))
                elif draw > 1 - self.make.dismissals / 365:
                    self.separate(agent, day, "dismissal", 0)
        for agent in [agent for agent in self.agents if agent.last_day is not None and agent.last_day <= day]:
            self.agents.remove(agent)
            self.seats.append((day + timedelta(days=int(self.chance.integers(5, 40))), agent.site, agent.team))

    def separate(self, agent, day, kind, recorded_after):
        agent.notice = day
        agent.last_day = day + timedelta(days=int(self.chance.integers(10, 31)) if kind == "voluntary" else 0)
        agent.state["team"]["gone"] = agent.state["team"].get("gone", 0) + (kind == "voluntary")
        data = {"kind": kind, "notice_date": day.isoformat(), "last_day": agent.last_day.isoformat(),
                "reason": f"R{int(self.chance.integers(1, 6))}"}
        told = day + timedelta(days=recorded_after)
        self.journal.add("/hr", "roster.separation.v1", agent.name, self.journal.moment(told, 1_400), data)

    def fill_seats(self, day):
        sites = {site.name: site for site in self.sites}
        for seat in [seat for seat in self.seats if seat[0] <= day]:
            self.seats.remove(seat)
            self.hire(sites[seat[1]], self.teams[seat[2]], day, day)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("make", choices=sorted(MAKES))
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--days", type=int, default=500)
    arguments.add_argument("--rate", type=float, help="voluntary leavers for each agent-year, instead of the make's own")
    arguments.add_argument("--out", default="-")
    arguments.add_argument("--truth", default="/dev/null")
    wish = arguments.parse_args()
    chance = np.random.default_rng([wish.seed, sorted(MAKES).index(wish.make)])
    make = MAKES[wish.make](chance)
    sites = make.sites()
    for site in sites:
        site.rate = site.rate if wish.rate is None else wish.rate
    with (sys.stdout if wish.out == "-" else open(wish.out, "w")) as out, open(wish.truth, "w") as truth:
        truth.write("agent,date,hazard_1d\n")
        Centre(make, sites, chance, Journal(out, "+01:00"), truth).play(wish.days)


if __name__ == "__main__":
    main()
