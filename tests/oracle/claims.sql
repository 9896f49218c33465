-- What the sentences of reasons speak of, by agent: sums over the last four weeks (no ending), of what came before in the window
-- (`_b`), and of other spans, named by their ages.

-- Days without any record on which the agent had a shift in more than two thirds of the four weeks before and after.
CREATE TABLE silent AS
SELECT d.agent, d.age FROM day d JOIN day o ON o.agent = d.agent AND abs(o.age - d.age) IN (7, 14, 21, 28)
WHERE d.at_work AND NOT d.has_record AND o.at_work
GROUP BY d.agent, d.age HAVING 3 * count(*) FILTER (o.has_shift) > 2 * count(*);

CREATE TABLE figure AS
WITH known AS (
    -- Days at work before the span of a count of which it is known, by shifts and since the first evaluation.
    SELECT d.agent, count(*) FILTER (d.rostered AND s.age IS NULL AND d.age >= 28) AS shift_days_b,
        count(*) FILTER (d.age >= 30 AND d.age <= e.first) AS evaluation_days_b
    FROM day d LEFT JOIN silent s ON s.agent = d.agent AND s.age = d.age
        LEFT JOIN (SELECT agent, max(age) AS first FROM evaluation GROUP BY agent) e ON e.agent = d.agent
    WHERE d.at_work GROUP BY d.agent
), lacking AS (
    SELECT agent, count(*) AS days FROM silent WHERE age < 28 GROUP BY agent
), cancelled AS (
    SELECT agent, max(age) FILTER (missed) AS oldest_cancelled_age,
        coalesce(min(age) FILTER (missed) < min(age) FILTER (status = 'held'), true) AS cancelled_last
    FROM (SELECT *, status = 'cancelled' AND NOT on_leave AND work_since < 28 AS missed
        FROM coaching JOIN day USING (agent, age)) GROUP BY agent
), at_work AS (
    SELECT agent,
        w(scheduled, age, 28) AS shifts, b(scheduled, age, 28, 90) AS shifts_b,
        w(absent, age, 28) AS absent, b(absent, age, 28, 90) AS absent_b,
        w(unplanned, age, 28) AS unplanned, b(unplanned, age, 28, 90) AS unplanned_b,
        w(status = 'no_show', age, 28) AS no_shows, b(status = 'no_show', age, 28, 90) AS no_shows_b,
        w(worked, age, 28) AS worked, b(worked, age, 28, 90) AS worked_b, r(worked, age) AS worked_r,
        w(worked, age, 14) AS worked_14, b(worked, age, 14, 74) AS worked_14_74,
        w(worked, age, 7) AS worked_7, b(worked, age, 7, 42) AS worked_7_42,
        w(late_s >= 300, age, 28) AS late, b(late_s >= 300, age, 28, 90) AS late_b,
        w(early_s >= 300, age, 28) AS early, b(early_s >= 300, age, 28, 90) AS early_b,
        w(greatest(late_s, 0) / 60, age, 7) AS late_min_7, b(greatest(late_s, 0) / 60, age, 7, 42) AS late_min_7_42,
        r(break_overrun_s / 60, age) AS overrun_r, b(break_overrun_s / 60, age, 28, 90) AS overrun_b,
        w(break_overrun_s / 60, age, 14) AS overrun_14, b(break_overrun_s / 60, age, 14, 74) AS overrun_14_74,
        w(overtime_s, age, 28) / 3600 AS overtime, b(overtime_s, age, 28, 90) / 3600 AS overtime_b,
        w(occupied_s, age, 14) AS occupied_14, b(occupied_s, age, 14, 74) AS occupied_14_74,
        b(occupied_s, age, 14, 90) AS occupied_14_90,
        w(worked_s, age, 14) AS worked_s_14, b(worked_s, age, 14, 74) AS worked_s_14_74,
        b(worked_s, age, 14, 90) AS worked_s_14_90,
        w(scheduled AND short_notice, age, 28) AS short_notice, b(scheduled AND short_notice, age, 28, 90) AS short_notice_b,
        w(scheduled AND night_weekend, age, 28) AS nights, b(scheduled AND night_weekend, age, 28, 90) AS nights_b,
        w(home, age, 28) AS home, b(home, age, 28, 90) AS home_b
    FROM agent LEFT JOIN shift USING (agent) GROUP BY agent
), hours AS (
    SELECT agent, w(h, age, 28) AS hours, b(h, age, 28, 56) AS hours_28_56, w(h, age, 7) AS hours_7,
        b(h, age, 7, 70) AS hours_7_70
    FROM paced_hour GROUP BY agent
), paced AS (
    SELECT agent, w(1, age, 28) AS paced, b(1, age, 28, 56) AS paced_28_56, w(1, age, 7) AS paced_7,
        b(1, age, 7, 70) AS paced_7_70
    FROM paced_ticket GROUP BY agent
), assessed AS (
    SELECT agent, w(score, age, 28) AS score, b(score, age, 28, 90) AS score_b,
        w(1, age, 28) AS evaluations, b(1, age, 28, 90) AS evaluations_b,
        w(score, age, 7) AS score_7, b(score, age, 7, 56) AS score_7_56,
        w(1, age, 7) AS evaluations_7, b(1, age, 7, 56) AS evaluations_7_56,
        w(critical_fail, age, 30) AS critical_30, b(critical_fail, age, 30, 90) AS critical_30_90
    FROM evaluation GROUP BY agent
), closed AS (
    SELECT agent, w(1, age, 28) AS n, b(1, age, 28, 90) AS n_b, r(1, age) AS n_r,
        w(1, age, 14) AS n_14, b(1, age, 14, 74) AS n_14_74, b(1, age, 14, 90) AS n_14_90,
        w(handle_ms / 1000, age, 14) AS handle_14, b(handle_ms / 1000, age, 14, 74) AS handle_14_74,
        w(wrap_ms / 1000, age, 14) AS wrap_14, b(wrap_ms / 1000, age, 14, 74) AS wrap_14_74,
        w(hold_ms / 1000, age, 14) AS hold_14, b(hold_ms / 1000, age, 14, 74) AS hold_14_74,
        r(handle_ms, age) AS handle_r, b(handle_ms, age, 28, 90) AS handle_b,
        r(wrap_ms, age) AS wrap_r, b(wrap_ms, age, 28, 90) AS wrap_b,
        r(hold_ms, age) AS hold_r, b(hold_ms, age, 28, 90) AS hold_b,
        r(moved, age) AS moved_r, b(moved, age, 28, 90) AS moved_b,
        w(moved, age, 14) AS moved_14, b(moved, age, 14, 74) AS moved_14_74,
        w(hostile, age, 14) AS hostile_14, b(hostile, age, 14, 90) AS hostile_14_90,
        sqrt(greatest(r(handle_ms * handle_ms, age) / r(1, age) - (r(handle_ms, age) / r(1, age)) ** 2, 0))
            / (r(handle_ms, age) / r(1, age)) AS spread_r,
        stddev_pop(handle_ms) FILTER (age >= 28) / avg(handle_ms) FILTER (age >= 28) AS spread_b
    FROM ticket GROUP BY agent
), came_back AS (
    SELECT agent, w(1, age, 28) AS back, b(1, age, 28, 90) AS back_b, r(1, age) AS back_r
    FROM reopened JOIN day USING (agent, age) WHERE NOT on_leave GROUP BY agent
), answered AS (
    SELECT agent, w(csat, age, 28) AS csat, b(csat, age, 28, 90) AS csat_b, r(csat, age) AS csat_r,
        w(1, age, 28) AS answers, b(1, age, 28, 90) AS answers_b, r(1, age) AS answers_r
    FROM answer GROUP BY agent
), kind AS (
    SELECT agent, max(of_a_kind) AS most_of_a_kind FROM (
        SELECT agent, count(*) AS of_a_kind FROM ticket WHERE age < 28 GROUP BY agent, category)
    GROUP BY agent
), shift_day AS (
    SELECT agent, age, bool_or(worked_s > 0 AND date_part('epoch', local_start::TIME) + scheduled_s > 86400) AS is_night
    FROM shift GROUP BY agent, age
), last_shift AS (
    SELECT agent, min(age) AS age FROM shift_day GROUP BY agent
), expected AS (
    -- Days since the last shift on which there was one a week before.
    SELECT l.agent, count(*) AS days FROM last_shift l JOIN shift_day s ON s.agent = l.agent AND s.age BETWEEN 7 AND l.age + 6
    GROUP BY l.agent
), lost AS (
    -- Work without a shift on record, but for mornings after nights.
    SELECT w.agent, count(*) AS days FROM (
        SELECT agent, age FROM ticket UNION SELECT agent, age FROM evaluation
        UNION SELECT agent, age FROM coaching WHERE status = 'held') w
    WHERE age < 28 AND NOT EXISTS (
        SELECT 1 FROM shift_day s WHERE s.agent = w.agent AND (s.age = w.age OR is_night AND s.age = w.age + 1))
    GROUP BY w.agent
), contract AS (
    SELECT agent, count(DISTINCT contract_h_week) AS contracts FROM (
        SELECT *, lead(effective) OVER (PARTITION BY agent ORDER BY effective) AS until FROM fact)
    WHERE until IS NULL OR until > as_of() - 27 GROUP BY agent
), whole AS (
    SELECT l.agent, l.age <= 2 AND expected.days IS NULL AND lost.days IS NULL AND lacking.days IS NULL AND contracts = 1
        AS roster_whole
    FROM last_shift l LEFT JOIN expected USING (agent) LEFT JOIN lost USING (agent) LEFT JOIN lacking USING (agent)
        LEFT JOIN contract USING (agent)
), colleague AS (
    -- Whoever belonged to the same group on one of its days, and who of them gave notice meanwhile.
    SELECT h.agent,
        count(DISTINCT p.agent) FILTER (p.site = h.site AND p.team = h.team AND days_in(p.first_day, p.final_day, 60) > 0)
            AS team_people,
        count(DISTINCT p.agent) FILTER (p.supervisor = h.supervisor AND days_in(p.first_day, p.final_day, 365) > 0)
            AS supervised_people,
        count(DISTINCT (p.agent, p.hire_date)) FILTER (p.site = h.site AND abs(p.hire_date - h.hire_date) <= 14
            AND days_in(p.first_day, p.final_day, 90) > 0) AS cohort_people
    FROM here h JOIN placement p ON p.agent <> h.agent GROUP BY h.agent
), gone AS (
    SELECT h.agent,
        count(DISTINCT p.agent) FILTER (p.site = h.site AND p.team = h.team AND age < 60
            AND days_in(p.first_day, p.final_day, 60) > 0) AS team_gone,
        count(DISTINCT p.agent) FILTER (p.supervisor = h.supervisor AND age < 365
            AND days_in(p.first_day, p.final_day, 365) > 0) AS supervised_gone,
        count(DISTINCT (p.agent, p.hire_date)) FILTER (p.site = h.site AND abs(p.hire_date - h.hire_date) <= 14
            AND age < 90 AND days_in(p.first_day, p.final_day, 90) > 0) AS cohort_gone
    FROM here h JOIN placement p ON p.agent <> h.agent JOIN leaver l ON l.agent = p.agent GROUP BY h.agent
)
SELECT agent.*, shift_days_b, evaluation_days_b, oldest_cancelled_age, cancelled_last, at_work.* EXCLUDE (agent), hours.* EXCLUDE (agent), paced.* EXCLUDE (agent), assessed.* EXCLUDE (agent), closed.* EXCLUDE (agent),
    coalesce(back, 0) AS back, coalesce(back_b, 0) AS back_b, coalesce(back_r, 0) AS back_r,
    answered.* EXCLUDE (agent), most_of_a_kind,
    team_people, supervised_people, cohort_people,
    coalesce(team_gone, 0) AS team_gone, coalesce(supervised_gone, 0) AS supervised_gone,
    coalesce(cohort_gone, 0) AS cohort_gone,
    attendance.late_minutes_slope, roster.* EXCLUDE (agent, short_notice_changes, night_weekend_share, home_share),
    qa.qa_slope, qa.qa_sd, qa.disputes, qa.days_since_feedback, qa.coaching_held, qa.coaching_cancelled,
    tickets.handle_time_cv, tickets.throughput_slope, tickets.throughput_level_x_slope, tickets.category_entropy,
    late_trend, qa_trend, pace_trend, steadiest_starts, roster_whole,
    tenure_days, level_age_days, supervisor_changed, supervisor_left, team_tenure, span_of_control
FROM agent LEFT JOIN known USING (agent) LEFT JOIN cancelled USING (agent)
    LEFT JOIN at_work USING (agent) LEFT JOIN hours USING (agent) LEFT JOIN paced USING (agent) LEFT JOIN assessed USING (agent) LEFT JOIN closed USING (agent)
    LEFT JOIN came_back USING (agent) LEFT JOIN answered USING (agent) LEFT JOIN kind USING (agent)
    LEFT JOIN colleague USING (agent) LEFT JOIN gone USING (agent)
    LEFT JOIN attendance USING (agent) LEFT JOIN roster USING (agent) LEFT JOIN qa USING (agent)
    LEFT JOIN tickets USING (agent) LEFT JOIN organisation USING (agent)
    LEFT JOIN trend USING (agent) LEFT JOIN start_without_day USING (agent) LEFT JOIN whole USING (agent);
