# The page behind a signed link in a message. $date is a date, $days a number. It names no person.

link-title = Early warning: support for your team
link-about = This page is about the alert that was raised on { $date }. Your letter of the same alert says who it is about; a chat message may only name the team.
link-acknowledge-ask = Confirm that you have seen this alert and will look after it?
link-acknowledge-button = Acknowledge
link-acknowledge-done = Thank you. The alert is acknowledged.
link-snooze-ask =
    { $days ->
        [one] Pause this alert for one day, unless something changes?
       *[other] Pause this alert for { $days } days, unless something changes?
    }
link-snooze-button = Snooze
link-snooze-done = Thank you. The alert is paused; it comes back if it is still needed.
link-useful-ask = Was this alert useful?
link-useful-button = It was useful
link-useful-done = Thank you. If you change your mind later, your last answer counts.
link-not-useful-ask = Was this alert not useful?
link-not-useful-button = It was not useful
link-not-useful-done = Thank you. If you change your mind later, your last answer counts.
link-is-acknowledged = This alert has already been acknowledged. Thank you, there is nothing more to do here.
link-used = This link has been used. Each link works once; the next message has new ones.
link-expired = This link has expired. The next message has new ones.
link-closed = This alert is closed. There is nothing more to do here.
link-withheld = This alert was not sent to anyone, so there is nothing to answer.
link-forged = This link was not made here, or it was changed on the way. Open it from the message itself, or copy all of it.
link-unknown = There is nothing here. Open the link from the message itself, or copy all of it.
link-later = This cannot be done right now. Please try again in a moment.
link-purpose = For support only: never for a disciplinary, pay or dismissal matter.
