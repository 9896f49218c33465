-- Tenure, team, leader. All but tenure and level are as known, and as it stood, at the close of the day before.

-- Days of a placement within W(n) of the eve.
CREATE MACRO days_in(first_day, final_day, n) AS
    greatest(least(final_day, eve()) - greatest(first_day, eve() - n + 1) + 1, 0);

CREATE TABLE known_separation AS SELECT * EXCLUDE (scope) FROM ending WHERE scope = 'org' AND goes_on IS NULL;

-- Where everyone stood, from when to when, both included.
CREATE TABLE placement AS
WITH until AS (
    SELECT *, coalesce(lead(effective) OVER (PARTITION BY agent ORDER BY effective) - 1, eve()) AS until
    FROM said_fact WHERE scope = 'org' AND effective <= eve()
)
-- Whoever is on the roster before the day of hire has not begun.
SELECT u.agent, greatest(effective, u.hire_date) AS first_day, least(until, last_day) AS final_day, u.hire_date, site, team, supervisor
FROM until u LEFT JOIN ending s ON s.scope = 'org' AND s.agent = u.agent AND s.hire_date = u.hire_date
    AND effective < coalesce(goes_on, 'infinity'::DATE)
WHERE first_day <= final_day;

CREATE TABLE here AS SELECT * FROM placement WHERE first_day <= eve() AND final_day = eve();

-- Voluntary leavers, where they stood when they gave notice.
CREATE TABLE leaver AS
SELECT s.agent, notice_date, p.hire_date, site, team, supervisor, eve() - notice_date AS age
FROM known_separation s JOIN placement p ON p.agent = s.agent AND notice_date BETWEEN first_day AND final_day
WHERE separation = 'voluntary' AND notice_date BETWEEN eve() - 364 AND eve();

CREATE TABLE organisation AS
WITH move AS (
    SELECT agent, first_day, hire_date, supervisor, lag(supervisor) OVER by_date AS supervisor_before,
        hire_date = lag(hire_date) OVER by_date AS is_one
    FROM placement WINDOW by_date AS (PARTITION BY agent ORDER BY first_day)
), moved AS (
    -- A rehire is no change of supervisor, nor is a supervisor who is back after somebody stood in.
    SELECT DISTINCT m.agent FROM move m JOIN here USING (agent, hire_date, supervisor)
    WHERE m.first_day > eve() - 90 AND m.supervisor <> supervisor_before AND is_one AND NOT EXISTS (
        SELECT 1 FROM placement p WHERE p.agent = m.agent AND p.hire_date = m.hire_date
            AND p.supervisor = m.supervisor AND p.first_day < m.first_day)
), orphaned AS (
    -- Of this employment: who is hired again has lost none of the one before.
    SELECT DISTINCT p.agent FROM placement p JOIN here USING (agent, hire_date)
        JOIN known_separation s ON s.agent = p.supervisor
    WHERE p.final_day > eve() - 90 AND last_day BETWEEN eve() - 89 AND eve()
        AND NOT EXISTS (SELECT 1 FROM here back WHERE back.agent = s.agent AND back.hire_date > s.last_day)
), site AS (
    SELECT h.agent, sum(days_in(p.first_day, p.final_day, 365)) / 365.25 AS years
    FROM here h JOIN placement p ON p.site = h.site AND p.agent <> h.agent GROUP BY h.agent
), site_left AS (
    SELECT h.agent, count(*) AS n FROM here h JOIN leaver l ON l.site = h.site AND l.agent <> h.agent GROUP BY h.agent
), site_rate AS (
    SELECT agent, CASE WHEN years > 0 THEN coalesce(n, 0) / years ELSE 0 END AS rate
    FROM site LEFT JOIN site_left USING (agent)
), supervised AS (
    SELECT h.agent, sum(days_in(p.first_day, p.final_day, 365)) AS days
    FROM here h JOIN placement p ON p.supervisor = h.supervisor AND p.agent <> h.agent GROUP BY h.agent
), supervised_left AS (
    SELECT h.agent, count(*) AS n
    FROM here h JOIN leaver l ON l.supervisor = h.supervisor AND l.agent <> h.agent GROUP BY h.agent
), team_size AS (
    SELECT h.agent, count(*) AS n, median(eve() - o.hire_date) FILTER (o.agent <> h.agent) AS tenure
    FROM here h JOIN here o ON o.site = h.site AND o.team = h.team GROUP BY h.agent
), team AS (
    SELECT h.agent, sum(days_in(p.first_day, p.final_day, 60)) / 60 AS heads
    FROM here h JOIN placement p ON p.site = h.site AND p.team = h.team AND p.agent <> h.agent GROUP BY h.agent
), team_left AS (
    SELECT h.agent, count(*) AS n
    FROM here h JOIN leaver l ON l.site = h.site AND l.team = h.team AND l.agent <> h.agent AND age < 60
    GROUP BY h.agent
), cohort_size AS (
    SELECT h.agent, count(*) AS n
    FROM here h JOIN here o ON o.site = h.site AND abs(o.hire_date - h.hire_date) <= 14 GROUP BY h.agent
), cohort AS (
    SELECT h.agent, sum(days_in(p.first_day, p.final_day, 90)) / 90 AS heads
    FROM here h JOIN placement p
        ON p.site = h.site AND abs(p.hire_date - h.hire_date) <= 14 AND p.agent <> h.agent
    GROUP BY h.agent
), cohort_left AS (
    SELECT h.agent, count(*) AS n
    FROM here h JOIN leaver l
        ON l.site = h.site AND abs(l.hire_date - h.hire_date) <= 14 AND l.agent <> h.agent AND age < 90
    GROUP BY h.agent
), reports AS (
    -- Those who have begun.
    SELECT supervisor, count(*) AS n FROM here GROUP BY supervisor
), lagged AS (
    SELECT h.agent,
        (moved.agent IS NOT NULL)::INTEGER AS supervisor_changed,
        (orphaned.agent IS NOT NULL)::INTEGER AS supervisor_left,
        supported((coalesce(supervised_left.n, 0) + 5 * coalesce(site_rate.rate, 0)) / (supervised.days / 365.25 + 5),
            supervised.days, 30) AS supervisor_leaver_rate,
        rate(coalesce(team_left.n, 0), team.heads, team_size.n, 4) AS team_leavers,
        rate(coalesce(cohort_left.n, 0), cohort.heads, cohort_size.n, 3) AS cohort_leavers,
        supported(team_size.tenure, team_size.n, 4) AS team_tenure,
        reports.n AS span_of_control
    FROM here h LEFT JOIN moved USING (agent) LEFT JOIN orphaned USING (agent) LEFT JOIN site_rate USING (agent)
        LEFT JOIN supervised USING (agent) LEFT JOIN supervised_left USING (agent)
        LEFT JOIN team USING (agent) LEFT JOIN team_size USING (agent) LEFT JOIN team_left USING (agent)
        LEFT JOIN cohort USING (agent) LEFT JOIN cohort_size USING (agent) LEFT JOIN cohort_left USING (agent)
        JOIN reports USING (supervisor)
), employment AS (
    SELECT agent, max_by(hire_date, effective) AS hire_date, max_by(level, effective) AS level
    FROM fact GROUP BY agent
), level AS (
    -- The first fact of the present level: after the last one with another level, and within this employment.
    SELECT f.agent, min(effective) AS since
    FROM fact f JOIN employment e USING (agent) JOIN agent a USING (agent)
    WHERE NOT EXISTS (
        SELECT 1 FROM fact o WHERE o.agent = f.agent AND o.effective >= f.effective
            AND (o.level <> e.level OR o.hire_date <> e.hire_date))
    GROUP BY f.agent
)
SELECT agent, CASE WHEN hire_date > as_of() THEN 0 ELSE as_of() - hire_date END AS tenure_days,
    as_of() - since AS level_age_days, lagged.* EXCLUDE (agent)
FROM agent LEFT JOIN employment USING (agent) LEFT JOIN level USING (agent) LEFT JOIN lagged USING (agent);
