# Letters, chat messages and short forms.
#
# $date, $since, $until  dates in words
# $site, $agent, $team   codes, as the roster has them

# Between the members of a list, folded from the left; and after a list that is cut.
list = { $left }, { $right }
list-more = { $list } and more

## Asking for an answer

ask-acknowledge = Acknowledge
ask-snooze_week = Snooze for a week
ask-useful = Useful
ask-not_useful = Not useful

# Leads to the page of `deliver.page` or `deliver.notice_page`.
page-details = Details

## What has become of an alert

status-raised = New
status-carried = Came with a move of team
status-withheld = Withheld by the weekly budget
status-held_out = Nobody is told: in the comparison group
status-acknowledged = Acknowledged
status-snoozed = Snoozed
status-woken = Back after a snooze
status-escalated = With the site's second address
status-closed = Closed
status-open = Open

snoozed-until = Snoozed until { $until }

closing-eased = The risk has eased.
closing-lapsed = Closed after its time was over, without an end of its own.
closing-left = Gave notice.
closing-ended = The employment has ended otherwise.
closing-moved = Moved to another desk.

model-changed = The risk is now computed by another model ({ $model }). Do not compare it with earlier figures.
intro-deputy = You stand in for { $supervisors } during leave.
second-unacknowledged = You get this because nobody acknowledged it.
second-supervisor_left = You get this because the supervisor has left.
second-supervisor_away = You get this because the supervisor is on leave and nobody stands in.
second-supervisor_unknown = You get this because the roster names no supervisor.
second-supervisor_is_agent = You get this because it is about the supervisor.

## How high the risk is. $now and $before are numbers of people out of 100

band-red = High risk
band-amber = Raised risk
band-green = Eased
band-not_enough_history = Not enough history

risk-known =
    Of 100 people in such a position { $now ->
        [0] hardly one gives
        [one] about one gives
       *[other] about { $now } give
    } notice in the coming weeks
risk-before =
    a month ago it was { $before ->
        [0] hardly one
        [one] about one
       *[other] about { $before }
    }
risk-now = now
risk-month-ago = a month ago
risk-trend = { $known }; { $before }.
risk-alone = { $known }.

since = Above the watch threshold since { $since }
since-jumped = The risk jumped within a day, on { $since }

## What reasons stand on

side-hygiene = condition of work
side-motivator = growth and recognition
side-withdrawal = no named cause

## Headings

heading-reasons = What has changed
heading-ask = Ask
heading-offer = Offer
heading-avoid = Avoid
heading-next = When you have read this
heading-closed = Closed since the last letter
heading-notices = About the site
heading-more = The others in short
heading-snoozed = No hurry: acknowledged or snoozed

team = team { $team }
brief-line = { $agent }: { $summary }
closed-line = { $agent }: { $closing } Raised on { $date }.

## The letter

subject-open =
    { $open ->
        [one] One person to talk with
       *[other] { $open } people to talk with
    }, { $date }
subject-second =
    Site { $site }: { $open ->
        [one] one alert waits
       *[other] { $open } alerts wait
    } for the second address, { $date }
subject-closed = Nothing open, some alerts closed, { $date }
subject-quiet = About site { $site }, { $date }

intro-open =
    { $open ->
        [one] One of your people may need a conversation.
       *[other] { $open } of your people may need a conversation. Begin with the first.
    }
intro-second =
    { $open ->
        [one] One alert of site { $site } has no supervisor who takes care of it.
       *[other] { $open } alerts of site { $site } have no supervisor who takes care of them.
    }
intro-in-place = This letter is for { $supervisor }. You get it because nobody knows their address.
intro-closed = There is nothing open for you.

withheld =
    { $count ->
        [one] One more alert was
       *[other] { $count } more alerts were
    } withheld this week, so that you get no more than you can act on.

greeting-title = Alerts for { $date }
footer = An estimate from attendance, evaluations and tickets. It knows nothing of the person beyond that and can be wrong; you decide. Model: { $model }.
footer-bare = An estimate from attendance, evaluations and tickets. It knows nothing of the person beyond that and can be wrong; you decide.

## Chat and short forms

chat-title-raised = Someone may need a conversation
chat-title-carried = An alert came with a move of team
chat-title-woken = A snooze is over, and the risk is still high
chat-title-escalated = An alert waits for the second address
chat-title-closed = An alert is closed
chat-title-other = An alert
chat-title-several =
    { $count ->
        [one] An alert
       *[other] { $count } alerts
    }
chat-more = and { $count } more
chat-who = { $agent }, team { $team }
chat-agent = Agent { $agent }

summary = { $band } in team { $team }, site { $site }: { $reason }
summary-bare = { $band } in team { $team }, site { $site }
summary-closed = Closed in team { $team }, site { $site }: { $closing }

## Notices about a site

notice-title = About site { $site }
notice-stale_data-begun = No { $what } from site { $site } since { $since }: a fault of data, not of people. What they would say of anyone is not told until they are back.
notice-stale_data-over = Site { $site } sends { $what } again; they were missing since { $since }.
notice-site_shift-begun = At site { $site } all have changed at once since { $since }: { $what }. Nobody is alerted for what everybody shows; look for a common cause.
notice-site_shift-over = At site { $site } what had changed for all since { $since } is over: { $what }.

event-shift = shifts
event-evaluation = evaluations
event-ticket = tickets

## What signals are about

about-absence = absence
about-absence-spells = time away
about-longest-sick-spell = time away
about-day-off-adjacent-absence = time away
about-lateness = lateness
about-early-leave-rate = early leaving
about-break-overrun-change = overrun breaks
about-adherence-change = time away
about-adherence-sd = time away
about-days-since-worked = time away
about-overtime-hours = overtime
about-occupancy = occupancy
about-schedule = changes of schedule
about-short-rest = short rests
about-longest-run-of-days = long runs of days
about-night-weekend-share = nights and weekends
about-home-share = work from home
about-under-hours = hours below contract
about-requests = requests
about-qa = QA scores
about-critical-fails = critical fails
about-disputes = disputed evaluations
about-feedback = feedback and coaching
about-handle-time = handle time
about-wrap-up = wrap-up
about-hold-change = hold time
about-transfer-change = transfers
about-reopen-change = reopened tickets
about-pace = tickets per hour
about-csat-change = customer satisfaction
about-hostile-share = hostile contacts
about-category-entropy = variety of work
about-tenure-days = time since hire
about-level-age-days = time on the level
about-leader = change of supervisor
about-colleagues-leaving = colleagues leaving
about-team-tenure = tenure of the team
about-span-of-control = size of the team
about-time-away = time away
