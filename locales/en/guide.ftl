# The conversation that an alert asks for: what to ask, what to offer, what not to do.
#
# First the side on which most of it stands, then what the strongest reasons are about. Written for a supervisor who has
# half an hour. Nothing here asks about health or a private reason, and nothing speaks of a score.

purpose = For support only. Never use it in a disciplinary, pay or dismissal matter.

# Closes what not to do, in every guide.
guide-always = Do not mention a score or this message, do not ask about health, and keep it out of every disciplinary matter.

## By side

guide-hygiene =
    .ask = What about your hours, your contacts or your team has become harder lately?
    .offer = Fix one condition of work this week, and say by when.
    .avoid = Do not defend a rule before you have heard what it does to them.
guide-motivator =
    .ask = Which work of yours should have been seen, and what would you like to learn or take on next?
    .offer = Name one piece of good work, and agree on one next step with a date.
    .avoid = Do not open with figures, and promise nothing that you cannot keep.
guide-withdrawal =
    .ask = What do you look forward to when you come to work, and what would make you think of leaving?
    .offer = Half an hour in private this week: an open stay interview in which you listen more than you speak.
    .avoid = Do not confront them, and do not guess at private reasons.

## By what the reasons are about, or by the reason itself

guide-schedule =
    .ask = How far ahead do you need to know your shifts, and which change was the hardest to live with?
    .offer = Keep the next four weeks steady: nothing changes at short notice without a word with them first, and a swap where it helps.
    .avoid = Do not explain the forecast; begin with what the changes did to their week.
guide-rest =
    .ask = Which run of shifts took the most out of you, and what would be a fair pattern?
    .offer = Eleven hours between shifts and two days off together in the next roster, and no overtime for a while.
    .avoid = Do not ask for one more shift in the same conversation.
guide-flexibility =
    .ask = Which wish about leave, swaps or working from home matters most to you now?
    .offer = Choose one wish that you can grant yourself, and say today from when it holds.
    .avoid = Do not ask for the private reason behind a wish.
guide-refusal =
    .ask = Which refused wish about leave or swaps matters most to you now?
    .offer = Look at the refused wish again today; where it stays a no, give the reason and a second date.
    .avoid = Do not ask for the private reason behind a wish.
guide-hours =
    .ask = Do you get the hours that you count on, and which ones would you take?
    .offer = Bring the roster up to the hours of the contract, or put another agreement in writing.
    .avoid = Do not hint that others would take the hours.
guide-load =
    .ask = At what time of day is there no breath between contacts, and what could go?
    .offer = Short pauses at the peak, some days off the busiest queue, or an hour of other work.
    .avoid = Do not ask for more speed, and do not praise them for bearing it.
guide-hostility =
    .ask = Which contacts stay with you after the shift, and what would have helped at that moment?
    .offer = Some days away from the hardest queue, the right to end an abusive contact, and a short talk after each bad one.
    .avoid = Do not replay the contacts, and do not judge how they were handled.
guide-leader =
    .ask = What has changed for you with the change of supervisor, and what should stay as it was?
    .offer = Talk one to one this week, keep what was promised before, and set a fixed time for every two weeks.
    .avoid = Do not compare supervisors, and do not ask for loyalty.
guide-attention =
    .ask = When did we last have time for each other, and which question of yours is still open?
    .offer = A fixed quarter of an hour a week that is never cancelled, and a senior colleague to turn to in between.
    .avoid = Do not excuse yourself with the size of the team.
guide-team =
    .ask = How is it for you since colleagues have left, and which of their work has come to you?
    .offer = Say openly when places will be filled, take extra work away, and put them beside people they like to work with.
    .avoid = Do not ask who else thinks of leaving, and do not speak ill of those who left.
guide-newteam =
    .ask = Whom in the team do you turn to, and which knowledge is missing there?
    .offer = Put an experienced colleague beside them, and say when the next one joins the team.
    .avoid = Do not expect them to carry the newcomers beside their own work.
guide-quality =
    .ask = Which part of the evaluations feels unfair or unclear, and where would you like help?
    .offer = Listen to two contacts together, and choose one thing to work on.
    .avoid = Do not read out scores, and do not turn the talk into an evaluation.
guide-dispute =
    .ask = Which evaluation feels unfair, and what was not seen in it?
    .offer = Have the disputed evaluation looked at by someone else, and say by when.
    .avoid = Do not defend the score, and do not hold the dispute against them.
guide-feedback =
    .ask = What have you done well lately that nobody spoke about, and on what would you like an opinion?
    .offer = Hold the coaching that is due this week, and put the next ones into the roster as working time.
    .avoid = Do not make up for all of it at once.
guide-cancelled =
    .ask = What did you want to bring to the coaching that did not take place?
    .offer = Hold the cancelled coaching this week, and put the next ones into the roster as working time.
    .avoid = Do not cancel it again.
guide-growth =
    .ask = What have you outgrown, and what would you like to be doing in a year?
    .offer = A new task from next week, such as mentoring or another queue, and a dated plan towards the next level.
    .avoid = Do not promise a promotion that is not yours to give.
guide-arrival =
    .ask = What is different here from what you expected, and whom do you turn to?
    .offer = A mentor, easier contacts for some weeks, and a short talk every week until it has settled.
    .avoid = Do not compare them with experienced colleagues.
guide-work =
    .ask = What makes contacts harder to finish than before: tools, rules, or the contacts themselves?
    .offer = Sit beside them for an hour, see what gets in the way, and take one obstacle out of it.
    .avoid = Do not hold the figures against them: they say that something has changed, not why.
guide-presence =
    .ask = How are you getting on here, and what would make a shift easier to begin and to finish?
    .offer = Half an hour in private this week, and one thing that makes the shift fit better: a start time, a swap, a break.
    .avoid = Do not ask why they were away, and do not count days, minutes or breaks.
