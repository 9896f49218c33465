# The conversation that an alert asks for: what to ask, what to offer, what not to do.
#
# First the side on which most of it stands, then what the strongest reasons are about. Written for a supervisor who has
# half an hour. Nothing here asks about health or a private reason, and nothing speaks of a score.

purpose = For support only. Never use it in a disciplinary, pay or dismissal matter.

# Closes what not to do, in every guide.
guide-always = Do not mention a score or this message, do not ask about health, and keep it out of every disciplinary matter.

## By side

guide-hygiene =
    .ask = What about your hours, your contacts or your team is hardest for you at the moment?
    .offer = Fix one condition of work this week, and say by when.
    .avoid = Do not defend a rule before you have heard how it affects them.
guide-motivator =
    .ask = Which of your work deserved more recognition, and what would you like to learn or take on next?
    .offer = Name one piece of good work, and agree on one next step with a date.
    .avoid = Do not open with figures, and promise nothing that you cannot keep.
guide-withdrawal =
    .ask = What do you look forward to when you come to work, and what would make you think of leaving?
    .offer = Half an hour in private this week: an open stay interview in which you listen more than you speak.
    .avoid = Do not confront them, and do not guess at private reasons.

## By what the reasons are about, or by the reason itself

guide-schedule =
    .ask = How far ahead do you need to know your shifts, and which of your latest shifts were hardest to live with?
    .offer = Keep the next four weeks steady: no change at short notice without asking them first, and a swap where it helps.
    .avoid = Do not explain the staffing forecast; first hear what the roster does to their week.
guide-rest =
    .ask = Which run of shifts took the most out of you, and what would be a fair pattern?
    .offer = Eleven hours between shifts and two days off together in the next roster, and no overtime for a while.
    .avoid = Do not ask for one more shift in the same conversation.
guide-overtime =
    .ask = How much overtime is still all right for you, and when was it hard to say no?
    .offer = No overtime for some weeks, or time off for it on a day that they choose.
    .avoid = Do not ask for one more shift in the same conversation.
guide-flexibility =
    .ask = What matters most to you now: leave, swaps or working from home?
    .offer = Choose one request that you can grant yourself, and say today from when.
    .avoid = Do not ask for the private reason behind a request.
guide-refusal =
    .ask = Which refused request for leave or a swap matters most to you now?
    .offer = Look at the refused request again today; if the answer is still no, give the reason and offer another date.
    .avoid = Do not ask for the private reason behind a request.
guide-hours =
    .ask = Do you get the hours that you count on, and which shifts would you take?
    .offer = Bring the roster up to the contract hours, or put another agreement in writing.
    .avoid = Do not hint that others would take these hours.
guide-load =
    .ask = At what time of day is there no time to breathe between contacts, and what could go?
    .offer = Short breaks at the peak, some days off the busiest queue, or an hour of other work.
    .avoid = Do not ask for more speed, and do not praise them for coping.
guide-hostility =
    .ask = Which contacts stay with you after the shift, and what would have helped at that moment?
    .offer = Some days away from the hardest queue, the right to end an abusive contact, and a short talk after each bad one.
    .avoid = Do not replay the contacts, and do not judge how they were handled.
guide-leader =
    .ask = What is different for you since a supervisor left or changed, and what should stay as it was?
    .offer = Talk one to one this week, ask what was agreed before and keep to it, and set a fixed time every two weeks.
    .avoid = Do not compare supervisors, and do not ask for loyalty.
guide-attention =
    .ask = When did we last have time to talk, and which question of yours is still open?
    .offer = A fixed quarter of an hour a week that is never cancelled, and a senior colleague to turn to in between.
    .avoid = Do not use the size of the team as an excuse.
guide-team =
    .ask = How is it for you that people around you leave, and does any of their work come to you?
    .offer = Say openly when the vacancies will be filled, take extra work away, and let them work with people they like.
    .avoid = Do not ask who else is thinking of leaving, and do not speak ill of those who leave.
guide-newteam =
    .ask = Who in the team do you turn to, and what experience is missing there?
    .offer = Let an experienced colleague work beside them, and say when the next one joins the team.
    .avoid = Do not expect them to train the newcomers on top of their own work.
guide-quality =
    .ask = Which part of the evaluations feels unfair or unclear, and where would you like help?
    .offer = Listen to two contacts together, and choose one thing to work on.
    .avoid = Do not read out scores, and do not turn the talk into an evaluation.
guide-dispute =
    .ask = Which evaluation feels unfair, and what did it miss?
    .offer = Have someone else review the disputed evaluation, and say by when.
    .avoid = Do not defend the score, and do not hold the dispute against them.
guide-feedback =
    .ask = What have you done well lately that nobody mentioned, and where would you like feedback?
    .offer = Hold the coaching that is due this week, and put the next ones into the roster as working time.
    .avoid = Do not try to catch up on everything at once.
guide-cancelled =
    .ask = What did you want to discuss in the coaching that did not take place?
    .offer = Hold the cancelled coaching this week, and put the next ones into the roster as working time.
    .avoid = Do not cancel it again.
guide-growth =
    .ask = What have you outgrown, and what would you like to be doing in a year?
    .offer = A new task from next week, such as mentoring or another queue, and a plan with dates towards the next level.
    .avoid = Do not promise a promotion that is not yours to give.
guide-arrival =
    .ask = What is different here from what you expected, and who do you turn to?
    .offer = A mentor, easier contacts for a few weeks, and a short talk every week until they have settled in.
    .avoid = Do not compare them with experienced colleagues.
guide-work =
    .ask = What gets most in the way when you work on contacts: tools, rules, or the contacts themselves?
    .offer = Sit beside them for an hour, see what gets in the way, and remove one obstacle.
    .avoid = Do not hold the figures against them: figures do not say why.
guide-presence =
    .ask = How are you getting on here, and what would make a shift easier to start and to finish?
    .offer = One change this week that makes the shift fit better: a start time, a swap, a break.
    .avoid = Do not ask why they were away, and do not count days, minutes or breaks.
