"""Judges the reasons of alerts: each is recomputed in SQL from the raw events, and what its sentence says is true or false.

Reads the events, and one JSON object a line for each record of an alert: `agent`, `date`, `reasons` as the alert has them, and of a
risk that jumped before its day was over `until`, the millisecond of the event that made it jump.
Prints each false claim, then how many were judged and how many were false. Fails where one was false, or none was judged.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import duckdb

STEPS = ["records", "paced", "attendance", "roster", "qa", "tickets", "organisation", "trends", "days", "claims"]
TOLERANCE = 1e-6

# What rises and what falls, how much of it is seen in print, by figure: (way, least).
SHARE, POINTS, MINUTES, STARS, SPREAD = 0.02, 1.0, 0.5, 0.1, 0.05

# Signal: (way, now, one event more, own normal, least difference), in columns of `figure`. The way is 1 for what rises, -1 for
# what falls, 0 for either.
COMPARED = {
    "unplanned_absence_rate": (1, "unplanned / shifts", "1 / shifts", "unplanned_b / shifts_b", SHARE),
    "unplanned_absence_change": (1, "unplanned / shifts", "1 / shifts", "unplanned_b / shifts_b", SHARE),
    "no_shows": (1, "no_shows", "0", "no_shows_b * 28 / shift_days_b", 1.0),
    "late_rate": (1, "late / worked", "1 / worked", "late_b / worked_b", SHARE),
    "early_leave_rate": (1, "early / worked", "1 / worked", "early_b / worked_b", SHARE),
    "late_minutes_slope": (1, "late_min_7 / worked_7", "0", "late_min_7_42 / worked_7_42", MINUTES),
    "break_overrun_recent": (1, "overrun_r / worked_r", "0", "overrun_b / worked_b", MINUTES),
    "break_overrun_change": (1, "overrun_14 / worked_14", "0", "overrun_14_74 / worked_14_74", MINUTES),
    "overtime_hours": (1, "overtime", "0", "overtime_b * 28 / shift_days_b", 1.0),
    "occupancy": (1, "occupied_14 / worked_s_14", "0", "occupied_14_90 / worked_s_14_90", SHARE),
    "occupancy_change": (1, "occupied_14 / worked_s_14", "0", "occupied_14_74 / worked_s_14_74", SHARE),
    "short_notice_changes": (1, "short_notice", "0", "short_notice_b * 28 / shift_days_b", 1.0),
    "night_weekend_share": (1, "nights / shifts", "1 / shifts", "nights_b / shifts_b", SHARE),
    "home_share": (-1, "home / worked", "1 / worked", "home_b / worked_b", SHARE),
    "qa_level": (-1, "score / evaluations", "0", "score_b / evaluations_b", POINTS),
    "qa_change": (-1, "score / evaluations", "0", "score_b / evaluations_b", POINTS),
    "qa_slope": (-1, "score_7 / evaluations_7", "0", "score_7_56 / evaluations_7_56", POINTS),
    "critical_fails": (1, "critical_30", "0", "critical_30_90 * 30 / evaluation_days_b", 1.0),
    "handle_time_change": (0, "handle_14 / n_14", "0", "handle_14_74 / n_14_74", "greatest(1, 0.03 * normal)"),
    "handle_time_spread": (1, "spread_r", "0", "spread_b", SPREAD),
    "wrap_recent": (1, "wrap_r / handle_r", "0", "wrap_b / handle_b", SHARE),
    "wrap_change": (1, "wrap_14 / n_14", "0", "wrap_14_74 / n_14_74", "greatest(1, 0.03 * normal)"),
    "hold_recent": (1, "hold_r / handle_r", "0", "hold_b / handle_b", SHARE),
    "hold_change": (1, "hold_14 / handle_14", "0", "hold_14_74 / handle_14_74", SHARE),
    "transfer_recent": (1, "moved_r / n_r", "1 / n_r", "moved_b / n_b", SHARE),
    "transfer_change": (1, "moved_14 / n_14", "1 / n_14", "moved_14_74 / n_14_74", SHARE),
    "reopen_recent": (1, "back_r / n_r", "1 / n_r", "back_b / n_b", SHARE),
    "reopen_change": (1, "back / n", "1 / n", "back_b / n_b", SHARE),
    "throughput_change": (-1, "paced / hours", "0", "paced_28_56 / hours_28_56", "greatest(0.1, 0.03 * normal)"),
    "throughput_slope": (-1, "paced_7 / hours_7", "0", "paced_7_70 / hours_7_70", "greatest(0.1, 0.03 * normal)"),
    "csat_recent": (-1, "csat_r / answers_r", "0", "csat_b / answers_b", STARS),
    "csat_change": (-1, "csat / answers", "0", "csat_b / answers_b", STARS),
    "hostile_share": (1, "hostile_14 / n_14", "1 / n_14", "hostile_14_90 / n_14_90", SHARE),
}

# Counts are told only beside an own normal, and it rests on four weeks at work: the days of which each is known.
COUNTED = {
    "no_shows": "shift_days_b",
    "overtime_hours": "shift_days_b",
    "short_notice_changes": "shift_days_b",
    "critical_fails": "evaluation_days_b",
}

# Signals of one figure, and those whose sentence says more than a difference: what has to be true as well.
ALSO = {
    "late_minutes_slope": "late_minutes_slope > 0 AND history_days >= 42 AND late_trend",
    "qa_slope": "qa_slope < 0 AND history_days >= 56 AND qa_trend",
    "throughput_slope": "throughput_slope < 0 AND history_days >= 70 AND pace_trend",
    "throughput_level_x_slope": "throughput_slope > 0 AND history_days >= 70 AND pace_trend"
    " AND paced_7 / hours_7 - paced_7_70 / hours_7_70 >= greatest(0.1, 0.03 * paced_7_70 / hours_7_70) - 1e-9",
    "home_share": "home_b IS NOT NULL AND worked_b > 0",
    "short_notice_changes": "short_notice >= 2",
    "shift_start_sd": "shift_start_sd >= 2 AND steadiest_starts >= 2",
    "short_rest": "short_rest >= 2",
    "longest_run_of_days": "longest_run_of_days >= 7",
    "under_hours": "under_hours >= 0.05 AND roster_whole",
    "refused_requests": "refused_requests >= 1",
    "swap_requests": "swap_requests >= 2",
    "shift_pattern_changed": "shift_pattern_changed = 1",
    "qa_sd": "qa_sd > 0",
    "handle_time_cv": "handle_time_cv > 0",
    "disputes": "disputes >= 1",
    "days_since_feedback": "days_since_feedback >= 14 AND days_since_feedback <= history_days",
    "coaching_held": "coaching_held = 0 AND history_days >= 60",
    "coaching_cancelled": "coaching_cancelled >= 1 AND oldest_cancelled_age < 28 AND cancelled_last",
    "category_entropy": "2 * most_of_a_kind > n",
    "tenure_days": "tenure_days < 365",
    "level_age_days": "level_age_days >= 365",
    "supervisor_changed": "supervisor_changed = 1",
    "supervisor_left": "supervisor_left = 1",
    "team_tenure": "team_tenure < 365",
    "span_of_control": "span_of_control > 15",
    "time_away": "shifts >= 8 AND shifts_b >= 16 AND (absent - 1) / shifts > absent_b / shifts_b",
}

# Sentences that count colleagues: who left, of how many.
PEOPLE = {
    "team_leavers": ("team_gone", "team_people"),
    "cohort_leavers": ("cohort_gone", "cohort_people"),
    "supervisor_leaver_rate": ("supervised_gone", "supervised_people"),
}


def again(step: str) -> str:
    """The SQL of a step, which may run once more for another day."""
    sql = Path(__file__).with_name(f"{step}.sql").read_text()
    return sql.replace("CREATE TABLE", "CREATE OR REPLACE TABLE").replace("CREATE MACRO", "CREATE OR REPLACE MACRO")


def row(db, columns: list[str], agent: str) -> list:
    return db.execute(f"SELECT {', '.join(columns)} FROM figure WHERE agent = ?", [agent]).fetchone()


def differs(a, b) -> bool:
    if a is None or b is None:
        return (a is None) != (b is None)
    return abs(a - b) > TOLERANCE * max(abs(a), abs(b), 1.0)


def rests_on_a_day(db, agent: str, reason: dict, way: int, least: float) -> bool:
    """Whether a mean or a spread no longer differs, or is none at all, when some single day is left out."""
    query = "SELECT low, high FROM without_day WHERE agent = ? AND signal = ?"
    if (found := db.execute(query, [agent, reason["signal"]]).fetchone()) is None:
        return False
    (low, high), now, normal = found, reason["now"], reason["normal"]
    if low is None or normal is None:
        return low is None
    rises = way > 0 or way == 0 and now >= normal
    return (low - normal if rises else normal - high) < float(least) - TOLERANCE


def fault(db, agent: str, reason: dict) -> str | None:
    """What is wrong with a claim; nothing where it is true."""
    signal, now, normal = reason["signal"], reason["now"], reason["normal"]
    if signal in PEOPLE:
        gone, people = row(db, list(PEOPLE[signal]), agent)
        wrong = (now, reason.get("of")) != (gone, people) or gone < 2 or gone > people
        return f"{gone} of {people}, told {now} of {reason.get('of')}" if wrong else None
    if signal in COMPARED:
        way, is_now, one, is_normal, least = COMPARED[signal]
        ours, one, theirs = row(db, [is_now, one, is_normal], agent)
        if differs(now, ours) or (normal is not None and differs(normal, theirs)):
            return f"is {ours} against {theirs}"
        if signal in COUNTED:
            (days,) = row(db, [COUNTED[signal]], agent)
            if normal is None or (days or 0) < 28:
                return f"has an own normal of {normal} by {days} days"
        if normal is None and rests_on_a_day(db, agent, reason, way, 0.0):
            return "rests on one day"
        if normal is not None:
            by = now - normal if way > 0 else normal - now if way < 0 else abs(now - normal)
            if isinstance(least, str):
                least = db.execute(f"SELECT {least.replace('normal', str(normal))}").fetchone()[0]
            if by <= one or by < least:
                return "does not differ by enough"
            if rests_on_a_day(db, agent, reason, way, least):
                return "rests on one day"
        elif way > 0 and now <= 1.5 * one:
            return "rests on one event"
    elif signal != "time_away":
        (ours,) = row(db, [signal], agent)
        if differs(now, ours):
            return f"is {ours}"
    if signal in ALSO:
        (holds,) = row(db, [ALSO[signal]], agent)
        if not holds:
            return f"not so: {ALSO[signal]}"
    return None if signal in COMPARED or signal in ALSO else "nobody judges this sentence"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=Path, required=True, help="events, one JSON object a line")
    parser.add_argument("--alerts", type=Path, required=True, nargs="+", help="records of alerts, one JSON object a line")
    parser.add_argument("--days", type=int, help="judge the alerts of so many days only, spread over all")
    args = parser.parse_args()
    by_day = defaultdict(list)
    for line in (line for file in args.alerts for line in file.read_text().splitlines()):
        alert = json.loads(line)
        by_day[alert["date"], alert.get("until")].append(alert)
    days = sorted(by_day, key=lambda key: (key[0], key[1] or 0))
    if args.days and len(days) > args.days:
        days = [days[i * len(days) // args.days] for i in range(args.days)]
    db = duckdb.connect()
    db.execute("SET VARIABLE file = '{}'".format(str(args.events).replace("'", "''")))
    db.execute(f"SET VARIABLE as_of = DATE '{days[0][0]}'")
    db.execute(again("events"))
    judged, false, jumps = Counter(), Counter(), 0
    for day, until in days:
        db.execute(f"SET VARIABLE as_of = DATE '{day}'")
        db.execute(f"SET VARIABLE until = {until or 'NULL'}")
        agents = sorted({alert["agent"] for alert in by_day[day, until]})
        db.execute("SET VARIABLE judged = [{}]".format(", ".join("'{}'".format(agent.replace("'", "''")) for agent in agents)))
        for step in STEPS:
            db.execute(again(step))
        for alert in by_day[day, until]:
            jumps += until is not None
            for reason in alert["reasons"]:
                judged[reason["signal"]] += 1
                if wrong := fault(db, alert["agent"], reason):
                    false[reason["signal"]] += 1
                    print(f"{day} {alert['agent']}: \"{reason['en']}\": {wrong}")
    for signal, count in judged.most_common():
        print(f"{signal:28} {count:6} judged, {false[signal]} false")
    print(f"{judged.total()} judged, {false.total()} false; {jumps} alerts were jumps")
    return 0 if judged and not false else 1


if __name__ == "__main__":
    sys.exit(main())
