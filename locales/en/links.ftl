# The page behind a signed link in a message. $date is a date, $days a number. It names no person.

link-title = Early warning: support for your team
link-about = It is about the alert that was raised on { $date }. Whom it is about stands in the message with the link.
link-acknowledge-ask = Say that you have seen this alert and take care of it?
link-acknowledge-button = Acknowledge
link-acknowledge-done = Thank you. The alert is acknowledged.
link-snooze-ask =
    { $days ->
        [one] Hear nothing of this alert for one day, unless something changes?
       *[other] Hear nothing of this alert for { $days } days, unless something changes?
    }
link-snooze-button = Snooze
link-snooze-done = Thank you. The alert rests; it comes back if it is still needed.
link-useful-ask = Say that this alert was useful?
link-useful-button = It was useful
link-useful-done = Thank you. If you say something else later, the last answer counts.
link-not-useful-ask = Say that this alert was not useful?
link-not-useful-button = It was not useful
link-not-useful-done = Thank you. If you say something else later, the last answer counts.
link-is-acknowledged = This alert is acknowledged already. Thank you, there is nothing more to do here.
link-used = This link has been used. Each works once; the next message has new ones.
link-expired = This link has expired. The next message has new ones.
link-closed = This alert is closed. There is nothing more to do here.
link-withheld = Nobody was told of this alert, so there is nothing to answer.
link-forged = This link was not made here, or was changed on the way. Open it from the message itself, or copy it whole.
link-unknown = There is nothing here. Open the link from the message itself, or copy it whole.
link-later = This cannot be done right now. Please try again in a moment.
link-purpose = For support only: never for a disciplinary, pay or dismissal matter.
