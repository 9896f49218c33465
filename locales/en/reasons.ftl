# Why an agent's risk has risen, as a supervisor is told. One message for each signal, named after it.
#
# $now     how it is now: a count, or a figure with its unit
# $normal  the agent's own normal, the same way
# $of      of how many people, where $now counts people
# $change  by how many percent it has changed, with $direction `up` or `down`
#
# `.alone` is for an agent without a history long enough for an own normal.

## Attendance

reason-unplanned_absence_rate = Unplanned absence from { $now } of shifts in four weeks, own normal { $normal }
    .alone = Unplanned absence from { $now } of shifts in four weeks
reason-unplanned_absence_change = Unplanned absence has risen to { $now } of shifts in four weeks, own normal { $normal }
reason-no_shows =
    { $now ->
        [one] One shift missed
       *[other] { $now } shifts missed
    } without a word in four weeks, own normal { $normal }
    .alone =
    { $now ->
        [one] One shift missed
       *[other] { $now } shifts missed
    } without a word in four weeks
reason-late_rate = Late for { $now } of shifts in four weeks, own normal { $normal }
    .alone = Late for { $now } of shifts in four weeks
reason-late_minutes_slope = Late starts have been growing over six weeks: { $now } a shift in the last week, own normal { $normal }
reason-early_leave_rate = Left early from { $now } of shifts in four weeks, own normal { $normal }
    .alone = Left early from { $now } of shifts in four weeks
reason-break_overrun_recent = Breaks have overrun by { $now } a shift lately, own normal { $normal }
    .alone = Breaks have overrun by { $now } a shift lately
reason-break_overrun_change = Breaks overran by { $now } a shift in two weeks, own normal { $normal }
reason-overtime_hours = { $now } of overtime in four weeks, own normal { $normal }
    .alone = { $now } of overtime in four weeks
reason-occupancy = Busy for { $now } of worked time in two weeks, own normal { $normal }
    .alone = Busy for { $now } of worked time in two weeks
reason-occupancy_change = Busy time has risen to { $now } of worked time in two weeks, own normal { $normal }

# Whatever may hold sick leave: never with a figure.
reason-time_away = More time away from work than usual

## Roster and load

# No reader finds the figure, a circular standard deviation, in a roster.
reason-shift_start_sd = Scheduled to begin at very different times of day within a month
reason-short_notice_changes =
    { $now ->
        [one] One shift
       *[other] { $now } shifts
    } changed at under 72 hours' notice in four weeks, own normal { $normal }
    .alone =
    { $now ->
        [one] One shift
       *[other] { $now } shifts
    } changed at under 72 hours' notice in four weeks
reason-short_rest =
    Scheduled { $now ->
        [one] once
       *[other] { $now } times
    } with less than 11 hours between shifts in four weeks
reason-longest_run_of_days = Worked { $now } in a row
reason-night_weekend_share = { $now } of shifts at night or on weekends in four weeks, own normal { $normal }
    .alone = { $now } of shifts at night or on weekends in four weeks
reason-home_share = { $now } of shifts from home in four weeks, own normal { $normal }
    .alone = { $now } of shifts from home in four weeks
reason-under_hours = Scheduled { $now } below contract hours in four weeks
reason-refused_requests =
    { $now ->
        [one] One leave or swap request
       *[other] { $now } leave or swap requests
    } refused in two months
reason-swap_requests =
    Asked to swap { $now ->
        [one] one shift
       *[other] { $now } shifts
    } in four weeks
reason-shift_pattern_changed = The shift pattern changed within a month

## QA and growth

reason-qa_level = QA score { $now } in four weeks, own normal { $normal }
    .alone = QA score { $now } in four weeks
reason-qa_change = QA score down to { $now } in four weeks, own normal { $normal }
reason-qa_slope = QA score has been falling over eight weeks: { $now } in the last week, own normal { $normal }
reason-qa_sd = QA scores vary by about { $now }
reason-critical_fails =
    { $now ->
        [one] One critical fail
       *[other] { $now } critical fails
    } in a month, own normal { $normal }
    .alone =
    { $now ->
        [one] One critical fail
       *[other] { $now } critical fails
    } in a month
reason-disputes =
    { $now ->
        [one] One evaluation
       *[other] { $now } evaluations
    } disputed in three months
reason-days_since_feedback = No evaluation and no coaching on record for { $now }
reason-coaching_held =
    { $now ->
        [0] No coaching session on record as held
        [one] One coaching session on record as held
       *[other] { $now } coaching sessions on record as held
    } in two months
reason-coaching_cancelled =
    { $now ->
        [one] One coaching session
       *[other] { $now } coaching sessions
    } cancelled in four weeks

## Tickets

reason-handle_time_change =
    Handle time { $direction ->
        [down] down
       *[up] up
    } { $change } in two weeks: { $now }, own normal { $normal }
reason-handle_time_cv = Handle times differ from contact to contact by about { $now } of their mean in four weeks
reason-handle_time_spread = Handle times differ more from contact to contact lately: by about { $now } of their mean, own normal { $normal }
    .alone = Handle times differ from contact to contact by about { $now } of their mean lately
reason-wrap_recent = Wrap-up takes { $now } of handle time lately, own normal { $normal }
    .alone = Wrap-up takes { $now } of handle time lately
reason-wrap_change =
    Wrap-up time { $direction ->
        [down] down
       *[up] up
    } { $change } in two weeks: { $now }, own normal { $normal }
reason-hold_recent = Customers were on hold for { $now } of handle time lately, own normal { $normal }
    .alone = Customers were on hold for { $now } of handle time lately
reason-hold_change = Customers on hold for { $now } of handle time in two weeks, own normal { $normal }
reason-transfer_recent = { $now } of tickets transferred or escalated lately, own normal { $normal }
    .alone = { $now } of tickets transferred or escalated lately
reason-transfer_change = { $now } of tickets transferred or escalated in two weeks, own normal { $normal }
reason-reopen_recent = { $now } of tickets reopened lately, own normal { $normal }
    .alone = { $now } of tickets reopened lately
reason-reopen_change = { $now } of tickets reopened in four weeks, own normal { $normal }
reason-throughput_change =
    Tickets per hour { $direction ->
        [down] down
       *[up] up
    } { $change } in four weeks: { $now }, own normal { $normal }
reason-throughput_slope = Tickets per hour have been falling over ten weeks: { $now } in the last week, own normal { $normal }
reason-throughput_level_x_slope = Tickets per hour have been rising over ten weeks
reason-csat_recent = Customer satisfaction { $now } of 5 lately, own normal { $normal }
    .alone = Customer satisfaction { $now } of 5 lately
reason-csat_change = Customer satisfaction down to { $now } of 5 in four weeks, own normal { $normal }
reason-hostile_share = { $now } of contacts were hostile or complaints in two weeks, own normal { $normal }
    .alone = { $now } of contacts were hostile or complaints in two weeks
reason-category_entropy = More than half of the tickets of four weeks are of one kind

## Tenure, team, leader

reason-tenure_days = { $now } since hire: a time when many people leave
reason-level_age_days = On the same level for { $now }
reason-supervisor_changed = A new supervisor within three months
reason-supervisor_left = A supervisor of the last three months has left
reason-supervisor_leaver_rate = { $now } of the { $of } others who were under this supervisor in the last year gave notice
reason-team_leavers = { $now } of the { $of } others who were in the team in the last two months gave notice
reason-cohort_leavers = { $now } of the { $of } others hired at about the same time who were here in the last three months gave notice
reason-team_tenure = Half of the other members of the team have been here for about { $now } or less
reason-span_of_control =
    The supervisor has { $now ->
        [one] one agent
       *[other] { $now } agents
    }
