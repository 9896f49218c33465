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
status-carried = Taken over from another supervisor
status-withheld = Withheld by the weekly budget
status-held_out = Not sent: in the comparison group
status-acknowledged = Acknowledged
status-snoozed = Snoozed
status-woken = Snooze is over
status-escalated = With the site's second address
status-closed = Closed
status-open = Open

snoozed-until = Snoozed until { $until }

closing-eased = The risk has eased.
closing-eased-back = The risk eased and has risen again. Another alert comes after a pause, if there is something new to say.
# Eased without what the whole site or queue has in common: the risk itself may be high.
closing-eased-own = Without what the whole site or queue has in common now, the risk has eased.
closing-eased-own-back = Without what the whole site or queue has in common, the risk eased and has risen again. Another alert comes after a pause, if there is something new to say.
closing-lapsed = Closed at the end of its forecast period: the risk was no longer high.
closing-lapsed-on = Closed at the end of its forecast period: a new alert takes its place.
closing-left = Gave notice.
closing-ended = Leaves here in another way than by their own notice, such as a transfer.
closing-moved = Moved to another site.
closing-moved-on = Moved to another supervisor, and the alert with them.

second-unacknowledged = You get this because nobody has answered it.
# Somebody had answered it: it has moved since, or was sent again.
second-unacknowledged-again = You get this because nobody has answered it since it was last sent.
withdrawn = An end of the employment had been recorded, and was withdrawn or corrected.
model-changed = The risk is now computed by another model ({ $model }). Do not compare it with earlier figures.
intro-deputy = You are standing in during an absence, for { $supervisors }.
second-supervisor_left = You get this because the supervisor has left.
second-supervisor_away = You get this because the supervisor is away and no deputy on file can stand in.
second-supervisor_unknown = You get this because the roster names no supervisor.
second-supervisor_is_agent = You get this because it is about the supervisor.

## How high the risk is. $now, $before and $usual are numbers of people out of 100

# Red is what the site has the time to talk about: the highest risks, however high they are.
band-red = Among the highest risks
band-amber = Elevated risk
band-green = Eased
band-not_enough_history = Not enough history

risk-known =
    Of 100 people in a similar position, { $now ->
        [0] hardly one gives
        [one] about one gives
       *[other] about { $now } give
    } notice in the coming weeks
# Beside a notice that the average of the site or the queue has changed.
risk-own =
    without what the whole site or queue has in common now it is { $own ->
        [0] hardly one
        [one] about one
       *[other] about { $own }
    }
risk-before =
    a month ago it was { $before ->
        [0] hardly one
        [one] about one
       *[other] about { $before }
    }
risk-now = now
risk-month-ago = a month ago
risk-usual =
    of all people at this site it is { $usual ->
        [0] hardly one
        [one] about one
       *[other] about { $usual }
    }
risk-more = { $known }; { $more }
risk-told = { $told }.

# The day from which the risk was watched, which may have eased and come back since.
since = An elevated risk was first seen on { $since }; the alert was raised on { $raised }
since-jumped = The risk rose sharply within one day, on { $since }
# While a source is silent.
since-as-of = { $since }; risk and reasons are those of { $day }, before data went missing

## Which side a reason belongs to

side-hygiene = working conditions
side-motivator = growth and recognition
side-withdrawal = only a sign

## Headings

# Above an alert that a command shows, on its day or later.
as-of = Risk and reasons are those of { $date }:

heading-reasons = What stands out
heading-reasons-closed = What stood out
only-position = No change in their own work is among the reasons, only their situation
heading-ask = Ask
heading-offer = Offer
heading-avoid = Avoid
heading-next = Your answer
heading-closed = Closed since the last letter
heading-notices = About the site
heading-more = The others, and those of earlier letters, in brief
heading-snoozed = Not urgent: acknowledged or snoozed

team = team { $team }
brief-line = { $agent }: { $summary }
closed-line = { $agent }: { $closing } Raised on { $date }.

## The letter

subject-open =
    { $open ->
        [one] One person to talk to
       *[other] { $open } people to talk to
    }, { $date }
subject-answered =
    { $open ->
        [one] One open alert, answered
       *[other] { $open } open alerts, all answered
    }, { $date }
subject-nowhere =
    { $open ->
        [one] One alert
       *[other] { $open } alerts
    } of no known site, for the second address, { $date }
subject-second =
    Site { $site }: { $open ->
        [one] one alert
       *[other] { $open } alerts
    } for the second address, { $date }
subject-closed = No alerts to answer, some closed, { $date }
subject-quiet = About site { $site }, { $date }

intro-open =
    { $open ->
        [one] One person may need a conversation.
       *[other] { $open } people may need a conversation. Start with the first.
    }
intro-own-answered =
    { $open ->
        [one] One alert that was answered is still open.
       *[other] { $open } alerts that were answered are still open.
    }
intro-second =
    { $open ->
        [one] One alert at site { $site } has come to you and waits for an answer.
       *[other] { $open } alerts at site { $site } have come to you and wait for an answer.
    }
intro-answered =
    { $open ->
        [one] The open alert at site { $site } that came to you has been answered.
       *[other] The { $open } open alerts at site { $site } that came to you have been answered.
    }
# Of people whose site nobody knows.
intro-second-nowhere =
    { $open ->
        [one] One alert of no known site has come to you and waits for an answer.
       *[other] { $open } alerts of no known site have come to you and wait for an answer.
    }
intro-answered-nowhere =
    { $open ->
        [one] The open alert of no known site that came to you has been answered.
       *[other] The { $open } open alerts of no known site that came to you have been answered.
    }
intro-in-place = This letter is for { $supervisor }. You get it because no address is on file for them.
intro-closed = No alert needs an answer from you at the moment.

withheld =
    { $count ->
        [one] One more alert was
       *[other] { $count } more alerts were
    } held back this week, so that you get no more than you can act on.

greeting-title = Alerts for { $date }
footer = This is an estimate from attendance, roster, evaluations and tickets. It knows nothing else about the person and can be wrong; you decide. Model: { $model }.
footer-bare = This is an estimate from attendance, roster, evaluations and tickets. It knows nothing else about the person and can be wrong; you decide.
# Of a model that came with the program.
unmeasured = The model comes from published studies and was not trained on data of this site: its risks may not fit here.

## Chat and short forms

chat-title-raised = Someone may need a conversation
chat-title-carried = An alert was taken over from another supervisor
chat-title-woken = A snooze is over, and the risk is still there
chat-title-escalated = An alert for the second address
chat-title-closed = An alert was closed
chat-title-other = An alert
chat-title-several =
    { $count ->
        [one] An alert
       *[other] { $count } alerts
    }
chat-more = and { $count } more
chat-who = { $agent }, team { $team }
chat-agent = Agent { $agent }

summary = { $band }, team { $team }, site { $site }: { $reason }
summary-bare = { $band }, team { $team }, site { $site }
summary-closed = Closed in team { $team }, site { $site }: { $closing }

## Notices about a site

notice-title = About site { $site }
notice-stale_data-begun = Missing from site { $site } since { $since }: { $what }. We assume a fault in the data, not a change in people. There are no new alerts until the data arrive again, for two weeks at most.
notice-stale_data-over = There can be new alerts at site { $site } again. Missing since { $since } were: { $what }. They have arrived again, or have been missing for two weeks.
notice-site_shift-begun = At site { $site } the average has changed: { $what }. First signs were seen on { $since }, and it may be some queues or teams only. While it lasts, nobody is alerted for it. Please look for a common cause.
notice-queue_shift-begun = In queue { $queue } of site { $site } the average has changed: { $what }. First signs were seen on { $since }. While it lasts, nobody in this queue is alerted for it. Please look for a common cause.
notice-stale_data-over-back = Data have arrived again at site { $site }: { $what }. They had been missing since { $since }. There can be new alerts again.
notice-stale_data-over-usual = Still missing from site { $site }, since { $since }: { $what }. After two weeks we wait for them no longer; there can be new alerts again.
notice-site_shift-over-back = At site { $site } the average is back near where it was: { $what }. First signs had been seen on { $since }. Alerts take this into account again.
notice-site_shift-over-usual = At site { $site } this has been the average for so long that it is usual by now: { $what }. First signs had been seen on { $since }. Alerts take this into account again.
notice-site_shift-over-unknown = At site { $site } there are too few people left to tell whether the average differs: { $what }. First signs had been seen on { $since }. Alerts take this into account again.
notice-queue_shift-over-back = In queue { $queue } of site { $site } the average is back near where it was: { $what }. First signs had been seen on { $since }. Alerts take this into account again.
notice-queue_shift-over-usual = In queue { $queue } of site { $site } this has been the average for so long that it is usual by now: { $what }. First signs had been seen on { $since }. Alerts take this into account again.
notice-queue_shift-over-unknown = In queue { $queue } of site { $site } there are too few people left to tell whether the average differs: { $what }. First signs had been seen on { $since }. Alerts take this into account again.
# Of records that do not say how it came to an end.
notice-queue_shift-over = Alerts in queue { $queue } of site { $site } take this into account again: { $what }. The change of the average, of which first signs had been seen on { $since }, is over, or usual by now, or can no longer be told (too few people, or another model).
notice-site_shift-over = Alerts at site { $site } take this into account again: { $what }. The change of the average, of which first signs had been seen on { $since }, is over, or usual by now, or can no longer be told (too few people, or another model).

event-shift = shifts
event-evaluation = evaluations
event-ticket = tickets

## What signals are about

about-absence = absence
about-absence-spells = time away
about-longest-sick-spell = time away
about-day-off-adjacent-absence = time away
about-lateness = lateness
about-early-leave-rate = leaving early
about-break-overrun-change = overrunning breaks
about-adherence-change = time away
about-adherence-sd = time away
about-days-since-worked = time away
about-overtime-hours = overtime
about-occupancy = occupancy
about-schedule = schedule changes
about-short-rest = short rest between shifts
about-longest-run-of-days = many days in a row
about-night-weekend-share = nights and weekends
about-home-share = work from home
about-under-hours = hours below contract
about-requests = leave and swap requests
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
about-hostile-share = hostile contacts or complaints
about-category-entropy = variety of work
about-tenure-days = time since hire
about-level-age-days = time at the same level
about-leader = change of supervisor
about-colleagues-leaving = colleagues leaving
about-team-tenure = team tenure
about-span-of-control = team size
about-time-away = time away
