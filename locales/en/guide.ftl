# The conversation that an alert asks for.

purpose = For support only. Never use it in a disciplinary, pay or dismissal matter.

guide-hygiene =
    .ask = Which condition of your work has made it harder lately: hours, rest, team or contacts?
    .offer = Fix one condition this week: a schedule, a swap, a break from hard contacts.
    .avoid = Do not mention a score or a risk, and do not ask about health.
guide-motivator =
    .ask = What would you like to learn or take on next, and what work went unseen?
    .offer = Coach, recognise a piece of good work, and agree a next step with a date.
    .avoid = Do not open with the numbers, and do not promise what you cannot keep.
guide-withdrawal =
    .ask = How are you doing here, and what would make you stay?
    .offer = Hold an open stay interview, and listen more than you speak.
    .avoid = Do not confront, do not guess at private reasons, and do not ask about health.
