# Figures with their units. $n is a number in the form of the language.

figure-percent = { $n } %
figure-minutes = { $n } min
figure-hours = { $n } h
figure-seconds = { $n } s
figure-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
figure-months =
    { $n ->
        [one] { $n } month
       *[other] { $n } months
    }
figure-points =
    { $n ->
        [one] { $n } point
       *[other] { $n } points
    }
figure-plain = { $n }
figure-minutes-a-week = { $n } min a week
figure-points-a-week = { $n } points a week
figure-pace-a-week = { $n } tickets an hour a week
figure-yes = yes
figure-no = no
