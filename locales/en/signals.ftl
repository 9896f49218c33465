# What a signal is called where it is no reason and has no sentence. One message for each signal, named after it; its figure follows.
#
# Signals that may hold sick leave have none: they are told together, as `time_away`.

## Attendance

signal-unplanned_absence_rate = Unplanned absence in four weeks
signal-unplanned_absence_change = Unplanned absence, now and before
signal-no_shows = Shifts missed without a word
signal-late_rate = Shifts begun late
signal-late_minutes_slope = Trend of late starts
signal-early_leave_rate = Shifts left early
signal-break_overrun_recent = Overrun of breaks lately
signal-break_overrun_change = Overrun of breaks, now and before
signal-overtime_hours = Overtime in four weeks
signal-occupancy = Busy time in two weeks
signal-occupancy_change = Busy time, now and before
signal-time_away = Time away from work

## Roster and load

signal-shift_start_sd = Spread of shift start times
signal-short_notice_changes = Shifts changed at short notice
signal-short_rest = Short rests between shifts
signal-longest_run_of_days = Longest run of days worked
signal-night_weekend_share = Share of shifts at night or on weekends
signal-home_share = Share of work from home
signal-under_hours = Scheduled hours below contract
signal-refused_requests = Leave or swap requests refused
signal-swap_requests = Requests to swap shifts
signal-shift_pattern_changed = New shift pattern within a month

## QA and growth

signal-qa_level = QA score in four weeks
signal-qa_change = QA score, now and before
signal-qa_slope = Trend of QA scores
signal-qa_sd = Spread of QA scores
signal-critical_fails = Critical fails in a month
signal-disputes = Disputed evaluations in three months
signal-days_since_feedback = Time at work since an evaluation or coaching on record
signal-coaching_held = Coaching sessions held in two months
signal-coaching_cancelled = Coaching sessions cancelled in four weeks

## Tickets

signal-handle_time_change = Handle time, now and before
signal-handle_time_cv = Spread of handle times in four weeks
signal-handle_time_spread = Spread of handle times lately
signal-wrap_recent = Share of wrap-up in handle time lately
signal-wrap_change = Wrap-up time, now and before
signal-hold_recent = Share of hold in handle time lately
signal-hold_change = Share of hold in handle time, now and before
signal-transfer_recent = Tickets transferred or escalated lately
signal-transfer_change = Tickets transferred or escalated, now and before
signal-reopen_recent = Tickets reopened lately
signal-reopen_change = Tickets reopened, now and before
signal-throughput_change = Tickets per hour, now and before
signal-throughput_slope = Trend of tickets per hour
signal-throughput_level_x_slope = Trend of tickets per hour times their level
signal-csat_recent = Customer satisfaction lately
signal-csat_change = Customer satisfaction, now and before
signal-hostile_share = Hostile contacts and complaints
signal-category_entropy = Variety of tickets (0 means one kind)

## Tenure, team, leader

signal-tenure_days = Time since hire
signal-level_age_days = Time on the same level
signal-supervisor_changed = New supervisor within three months
signal-supervisor_left = Supervisor left within three months
signal-supervisor_leaver_rate = Notices of others under this supervisor in a year, against their mean number, drawn towards the rate of the site
signal-team_leavers = Notices of others in the team in two months, against their mean number
signal-cohort_leavers = Notices of others hired at about the same time in three months, against their mean number
signal-team_tenure = Median time since hire of the rest of the team
signal-span_of_control = Agents under the supervisor
