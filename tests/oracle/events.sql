-- Raw JSON lines to the records that count at the close of a day.
-- Variables: `file`, the event file; `as_of`, the day; of a day that is not over, `until`, the millisecond of the last event that is known.

CREATE MACRO as_of() AS getvariable('as_of')::DATE;
-- What the organisation knows is as of the close of the day before; while a day is open, of the one before that.
CREATE MACRO eve() AS as_of() - CASE WHEN getvariable('until') IS NULL THEN 1 ELSE 2 END;
CREATE MACRO in_time(open, time_ms) AS
    open < as_of() OR open = as_of() AND time_ms <= coalesce(getvariable('until')::DOUBLE, 'infinity'::DOUBLE);

-- Whose behaviour is looked at: everyone's, unless `judged` lists some.
CREATE MACRO is_judged(agent) AS
    getvariable('judged') IS NULL OR list_contains(getvariable('judged')::VARCHAR[], agent);

-- Spans of the catalogue: W(n) is the last n days, B(m,n) those without the last m. `age` is 0 on the day itself.
CREATE MACRO w(x, age, n) AS coalesce(sum(x) FILTER (WHERE age < n), 0);
CREATE MACRO b(x, age, m, n) AS coalesce(sum(x) FILTER (WHERE age >= m AND age < n), 0);
-- R(42): a week counts half of the one after it.
CREATE MACRO r(x, age) AS coalesce(sum(x::DOUBLE * pow(0.5, age // 7)) FILTER (WHERE age < 42), 0);
CREATE MACRO supported(value, support, least) AS CASE WHEN support >= least THEN value END;
CREATE MACRO rate(x, per, support, least) AS CASE WHEN support >= least AND per > 0 THEN x / per END;
CREATE MACRO ln_ratio(now, base) AS CASE WHEN now > 0 AND base > 0 THEN ln(now) - ln(base) END;

-- Members of JSON by type: NULL when missing or of another type.
CREATE MACRO text(d, k) AS CASE WHEN json_type(d, k) = 'VARCHAR' THEN json_extract_string(d, k) END;
CREATE MACRO code(d, k) AS CASE WHEN strlen(text(d, k)) BETWEEN 1 AND 256 THEN text(d, k) END;
CREATE MACRO flag(d, k) AS CASE WHEN json_type(d, k) = 'BOOLEAN' THEN json_extract(d, k)::BOOLEAN END;
CREATE MACRO number(d, k, low, high) AS
    CASE WHEN json_type(d, k) IN ('UBIGINT', 'BIGINT', 'DOUBLE')
         AND json_extract(d, k)::DOUBLE BETWEEN low AND high THEN json_extract(d, k)::DOUBLE END;
CREATE MACRO given(d, k) AS coalesce(json_type(d, k), 'NULL') <> 'NULL';
CREATE MACRO day(d, k) AS
    CASE WHEN regexp_full_match(text(d, k), '\d{4}-\d\d-\d\d') THEN TRY_CAST(text(d, k) AS DATE) END;
CREATE MACRO stamp(t) AS
    CASE WHEN regexp_full_match(t, '\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)') THEN upper(t) END;
-- Of a timestamp: the instant in seconds, and the local clock.
CREATE MACRO instant(t) AS epoch_us(TRY_CAST(stamp(t) AS TIMESTAMPTZ)) / 1e6;
CREATE MACRO wall(t) AS TRY_CAST(left(stamp(t), 19) AS TIMESTAMP);

-- Envelopes -----------------------------------------------------------------------------------------------------

CREATE TABLE envelope AS
WITH line AS (
    SELECT row_number() OVER () AS n, trim(line, E' \t\r\f') AS line
    FROM read_csv(getvariable('file'), columns = {'line': 'VARCHAR'}, header = false, auto_detect = false,
        delim = E'\x01', quote = '', escape = '', strict_mode = false, ignore_errors = true,
        max_line_size = 16000000)
), json AS (
    SELECT n, TRY_CAST(line AS JSON) AS j FROM line WHERE strlen(line) <= 65536
), attribute AS (
    SELECT n, text(j, 'subject') AS agent, text(j, 'source') AS source, text(j, 'id') AS id, text(j, 'type') AS kind,
        instant(text(j, 'time')) AS time_s, wall(text(j, 'time'))::DATE AS time_date, json_extract(j, 'data') AS d
    FROM json WHERE text(j, 'specversion') = '1.0'
)
SELECT * FROM attribute
WHERE source <> '' AND id <> '' AND strlen(agent) BETWEEN 1 AND 64
    AND NOT regexp_matches(agent, '[\x00-\x1F\x7F-\x{9F}]')
    -- No clock is more than a day ahead.
    AND time_s <= epoch(now()) + 86400 AND time_date IS NOT NULL;

-- Data of each type: only what is valid --------------------------------------------------------------------------

CREATE TABLE shift_in AS
WITH member AS (
    SELECT n, time_date, code(d, 'shift_id') AS key, day(d, 'date') AS date,
        instant(text(d, 'scheduled_start')) AS start_s, instant(text(d, 'scheduled_end')) AS end_s,
        wall(text(d, 'scheduled_start')) AS local_start, text(d, 'status') AS status, text(d, 'absence') AS absence,
        instant(text(d, 'actual_start')) AS actual_start_s, instant(text(d, 'actual_end')) AS actual_end_s,
        number(d, 'overtime_min', 0, 2160) AS overtime_min, number(d, 'occupied_min', 0, 2160) AS occupied_min,
        number(d, 'break_overrun_min', 0, 2160) AS break_overrun_min, flag(d, 'home') AS home,
        number(d, 'notice_h', 0, 9000) AS notice_h, given(d, 'notice_h') AS notice_given
    FROM envelope WHERE kind = 'attendance.shift.v1'
)
SELECT * FROM member
WHERE key IS NOT NULL AND date <= time_date + 1 AND end_s - start_s BETWEEN 0 AND 36 * 3600
    AND notice_given = (notice_h IS NOT NULL)
    AND CASE status
        WHEN 'absent' THEN absence IN ('planned', 'sick', 'unplanned', 'no_show', 'protected')
        WHEN 'worked' THEN abs(actual_start_s - start_s) <= 24 * 3600
            AND actual_end_s - actual_start_s BETWEEN 0 AND 36 * 3600
            AND overtime_min + occupied_min + break_overrun_min IS NOT NULL AND home IS NOT NULL
        END;

CREATE TABLE request_in AS
SELECT n, code(d, 'request_id') AS key, day(d, 'date') AS date, text(d, 'kind') AS request,
    text(d, 'decision') AS decision
FROM envelope
WHERE kind = 'attendance.request.v1' AND key IS NOT NULL AND date <= time_date + 1
    AND request IN ('leave', 'swap', 'overtime') AND decision IN ('granted', 'refused');

CREATE TABLE evaluation_in AS
SELECT n, code(d, 'evaluation_id') AS key, day(d, 'date') AS date,
    round(number(d, 'score', 0, 100) * 1000) / 1000 AS score,
    flag(d, 'critical_fail') AS critical_fail, flag(d, 'disputed') AS disputed
FROM envelope
WHERE kind = 'qa.evaluation.v1' AND key IS NOT NULL AND date <= time_date + 1
    AND score IS NOT NULL AND critical_fail IS NOT NULL AND disputed IS NOT NULL;

CREATE TABLE coaching_in AS
SELECT n, code(d, 'session_id') AS key, day(d, 'date') AS date, text(d, 'status') AS status
FROM envelope
WHERE kind = 'qa.coaching.v1' AND key IS NOT NULL AND date <= time_date + 1
    AND (status = 'cancelled' OR status = 'held' AND number(d, 'minutes', 0, 2160) IS NOT NULL);

CREATE TABLE ticket_in AS
SELECT n, wall(text(d, 'closed_at'))::DATE AS date, code(d, 'ticket_id') AS ticket, code(d, 'category') AS category,
    round(number(d, 'handle_s', 0, 86400) * 1000)::BIGINT AS handle_ms,
    -- No part of a contact is longer than all of it.
    least(round(number(d, 'hold_s', 0, 86400) * 1000)::BIGINT, handle_ms) AS hold_ms,
    least(round(number(d, 'wrap_s', 0, 86400) * 1000)::BIGINT, handle_ms) AS wrap_ms,
    flag(d, 'transferred') OR flag(d, 'escalated') AS moved, flag(d, 'hostile') OR flag(d, 'complaint') AS hostile,
    number(d, 'csat', 1, 5) AS csat
FROM envelope
WHERE kind = 'ticket.closed.v1' AND date <= time_date + 1 AND instant(text(d, 'closed_at')) IS NOT NULL
    AND ticket IS NOT NULL AND code(d, 'channel') IS NOT NULL AND category IS NOT NULL
    AND handle_ms + hold_ms + wrap_ms IS NOT NULL
    AND flag(d, 'transferred') IS NOT NULL AND flag(d, 'escalated') IS NOT NULL
    AND flag(d, 'hostile') IS NOT NULL AND flag(d, 'complaint') IS NOT NULL
    AND (NOT given(d, 'csat') OR csat IS NOT NULL AND json_type(d, 'csat') = 'UBIGINT');

CREATE TABLE reopened_in AS
SELECT n, wall(text(d, 'reopened_at'))::DATE AS date,
    -- A ticket may come back more than once on a day.
    code(d, 'ticket_id') || ' ' || floor(instant(text(d, 'reopened_at'))) AS ticket
FROM envelope
WHERE kind = 'ticket.reopened.v1' AND date <= time_date + 1 AND ticket IS NOT NULL;

CREATE TABLE rated_in AS
SELECT n, wall(text(d, 'rated_at'))::DATE AS date, code(d, 'ticket_id') AS ticket, number(d, 'csat', 1, 5) AS csat
FROM envelope
WHERE kind = 'ticket.rated.v1' AND date <= time_date + 1 AND ticket IS NOT NULL AND csat = floor(csat)
    AND instant(text(d, 'rated_at')) IS NOT NULL;

-- What HR knows ahead is taken in, up to ten years.
CREATE TABLE roster_in AS
SELECT n, day(d, 'effective') AS date, day(d, 'hire_date') AS hire_date, code(d, 'site') AS site,
    code(d, 'team') AS team, code(d, 'supervisor') AS supervisor, code(d, 'queue') AS queue, code(d, 'level') AS level,
    code(d, 'shift_pattern') AS shift_pattern, round(number(d, 'contract_h_week', 0, 168) * 60) / 60 AS contract_h_week,
    text(d, 'potential') AS potential
FROM envelope
WHERE kind = 'roster.agent.v1' AND date <= time_date + 3653 AND hire_date IS NOT NULL
    AND contract_h_week IS NOT NULL AND site || team || supervisor || level || shift_pattern || queue IS NOT NULL
    AND (NOT given(d, 'potential') OR potential IN ('B', 'D', 'E', 'S'));

CREATE TABLE separation_in AS
WITH member AS (
    SELECT n, time_date AS date, text(d, 'kind') AS separation, day(d, 'notice_date') AS notice,
        day(d, 'last_day') AS last, given(d, 'notice_date') AS has_notice, given(d, 'last_day') AS has_last
    FROM envelope WHERE kind = 'roster.separation.v1'
)
-- Who takes a separation back need not repeat its dates.
SELECT n, date, separation, coalesce(notice, last, date) AS notice_date, coalesce(last, notice, date) AS last_day
FROM member
WHERE has_notice = (notice IS NOT NULL) AND has_last = (last IS NOT NULL)
    AND (separation = 'withdrawn' OR has_notice AND has_last
        AND separation IN ('voluntary', 'dismissal', 'transfer', 'contract_end', 'other'))
    AND coalesce(last, notice, date) >= coalesce(notice, last, date);

-- The clock ---------------------------------------------------------------------------------------------------------

CREATE TABLE event AS
WITH valid AS (
    SELECT n, key, date FROM shift_in UNION ALL BY NAME
    SELECT n, key, date FROM request_in UNION ALL BY NAME
    SELECT n, key, date FROM evaluation_in UNION ALL BY NAME
    SELECT n, key, date FROM coaching_in UNION ALL BY NAME
    SELECT n, ticket, date FROM ticket_in UNION ALL BY NAME
    SELECT n, ticket, date FROM reopened_in UNION ALL BY NAME
    SELECT n, ticket, date FROM rated_in UNION ALL BY NAME
    SELECT n, date FROM roster_in UNION ALL BY NAME
    SELECT n, date FROM separation_in
), timed AS (
    SELECT v.*, agent, floor(time_s * 1000) AS time_ms, kind, kind LIKE 'roster.%' AS timeless,
        -- A day closes six hours after its end, UTC, by the latest time seen.
        make_timestamp((max(time_s - 6 * 3600) OVER in_order * 1e6)::BIGINT)::DATE - 1 AS closed
    FROM valid v JOIN envelope USING (n)
    WINDOW in_order AS (ORDER BY n)
)
-- An event dated fifteen days ahead of the open day closes days for the agents as well.
SELECT *, closed + 1 AS org_open,
    greatest(closed, max(date - 15) FILTER (WHERE NOT timeless) OVER (ORDER BY n)) + 1 AS open
FROM timed;
