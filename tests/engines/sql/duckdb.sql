-- Sent as a temporary table mentorlift_people: the roster: who (id), person (place in the file), codes and days as whole numbers. No name, no arm.
-- Sent as a temporary table mentorlift_pulls: what each day weighs: cell, day, and two numbers (w, b) for every sum; here for one sum.

-- How many rows, from when to when, and how many of them cannot be right.
SELECT
  CAST(COALESCE(COUNT(*), 0) AS BIGINT) AS total_rows,
  CAST(COALESCE(MIN(r.moment), 0) AS BIGINT) AS first_time,
  CAST(COALESCE(MAX(r.moment), 0) AS BIGINT) AS last_time,
  CAST(COALESCE(SUM(CASE WHEN r.who IS NULL OR r.who = '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS nobody,
  CAST(COALESCE(SUM(CASE WHEN r.moment IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS no_time,
  CAST(COALESCE(
    SUM(CASE WHEN r.x0 - r.x0 <> 0 OR ABS(r.x0) > 1000000000000000 THEN 1 ELSE 0 END),
    0
  ) AS BIGINT) AS endless0,
  CAST(COALESCE(SUM(CASE WHEN r.x0 < 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS negative0,
  CAST(COALESCE(
    SUM(CASE WHEN r.x1 - r.x1 <> 0 OR ABS(r.x1) > 1000000000000000 THEN 1 ELSE 0 END),
    0
  ) AS BIGINT) AS endless1,
  CAST(COALESCE(SUM(CASE WHEN r.x1 < 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS negative1
FROM (
  SELECT
    TRIM(CAST(o.person_id AS TEXT)) AS who,
    CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), o."date") AS BIGINT) AS moment,
    CAST(o."revenue" AS DOUBLE) AS x0,
    CAST(o."calls" AS DOUBLE) AS x1
  FROM "sales"."crm"."days" AS o
) AS r;

-- Whether somebody stands twice on one day.
WITH seen AS (
  SELECT
    COALESCE(p.person, -1) AS place,
    p.branch,
    p.cell,
    r.moment,
    r.moment - p.started AS day,
    p.counted,
    p.hired,
    p.quits,
    CASE WHEN r.moment >= p.low AND r.moment < p.high THEN 1 ELSE 0 END AS inside,
    0 AS away
  FROM (
    SELECT
      TRIM(CAST(o.person_id AS TEXT)) AS who,
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), o."date") AS BIGINT) AS moment,
      CAST(o."revenue" AS DOUBLE) AS x0,
      CAST(o."calls" AS DOUBLE) AS x1
    FROM "sales"."crm"."days" AS o
  ) AS r
  LEFT JOIN mentorlift_people AS p
    ON p.who = r.who
)
SELECT
  CAST(COUNT(*) AS BIGINT) AS times,
  CAST(COALESCE(MIN(d.place), -1) AS BIGINT) AS one
FROM (
  SELECT
    s.place
  FROM seen AS s
  WHERE
    s.place >= 0
  GROUP BY
    s.place,
    s.moment
  HAVING
    COUNT(*) > 1
) AS d;

-- Working days.
WITH seen AS (
  SELECT
    COALESCE(p.person, -1) AS place,
    p.branch,
    p.cell,
    r.moment,
    r.moment - p.started AS day,
    p.counted,
    p.hired,
    p.quits,
    CASE WHEN r.moment >= p.low AND r.moment < p.high THEN 1 ELSE 0 END AS inside,
    0 AS away,
    r.x0,
    r.x1
  FROM (
    SELECT
      TRIM(CAST(o.person_id AS TEXT)) AS who,
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), o."date") AS BIGINT) AS moment,
      CAST(o."revenue" AS DOUBLE) AS x0,
      CAST(o."calls" AS DOUBLE) AS x1
    FROM "sales"."crm"."days" AS o
  ) AS r
  LEFT JOIN mentorlift_people AS p
    ON p.who = r.who
)
SELECT
  s.branch,
  s.moment,
  CAST(COUNT(*) AS BIGINT) AS n,
  CAST(SUM(CASE WHEN s.inside = 1 AND NOT s.x0 IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS n0,
  CAST(SUM(CASE WHEN s.inside = 1 AND NOT s.x1 IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS n1
FROM seen AS s
WHERE
  s.place >= 0
GROUP BY
  s.branch,
  s.moment;

-- Sums of people alike by day since their start.
WITH seen AS (
  SELECT
    COALESCE(p.person, -1) AS place,
    p.branch,
    p.cell,
    r.moment,
    r.moment - p.started AS day,
    p.counted,
    p.hired,
    p.quits,
    CASE WHEN r.moment >= p.low AND r.moment < p.high THEN 1 ELSE 0 END AS inside,
    0 AS away,
    r.x0,
    r.x1
  FROM (
    SELECT
      TRIM(CAST(o.person_id AS TEXT)) AS who,
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), o."date") AS BIGINT) AS moment,
      CAST(o."revenue" AS DOUBLE) AS x0,
      CAST(o."calls" AS DOUBLE) AS x1
    FROM "sales"."crm"."days" AS o
  ) AS r
  LEFT JOIN mentorlift_people AS p
    ON p.who = r.who
)
SELECT
  s.cell,
  s.day,
  CAST(COUNT(s.x0) AS BIGINT) AS n0,
  CAST(COALESCE(SUM(s.x0), 0) AS DOUBLE) AS t0,
  CAST(SUM(CASE WHEN s.away = 1 AND NOT s.x0 IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS a0,
  CAST(COUNT(s.x1) AS BIGINT) AS n1,
  CAST(COALESCE(SUM(s.x1), 0) AS DOUBLE) AS t1,
  CAST(SUM(CASE WHEN s.away = 1 AND NOT s.x1 IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS a1
FROM seen AS s
WHERE
  s.inside = 1
GROUP BY
  s.cell,
  s.day;

-- Sums of each person by window (0 stands for the last day that the figures reach).
WITH seen AS (
  SELECT
    COALESCE(p.person, -1) AS place,
    p.branch,
    p.cell,
    r.moment,
    r.moment - p.started AS day,
    p.counted,
    p.hired,
    p.quits,
    CASE WHEN r.moment >= p.low AND r.moment < p.high THEN 1 ELSE 0 END AS inside,
    0 AS away,
    r.x0,
    r.x1
  FROM (
    SELECT
      TRIM(CAST(o.person_id AS TEXT)) AS who,
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), o."date") AS BIGINT) AS moment,
      CAST(o."revenue" AS DOUBLE) AS x0,
      CAST(o."calls" AS DOUBLE) AS x1
    FROM "sales"."crm"."days" AS o
  ) AS r
  LEFT JOIN mentorlift_people AS p
    ON p.who = r.who
)
SELECT
  s.place,
  CAST(MIN(s.moment) AS BIGINT) AS first_row,
  CAST(COUNT(*) AS BIGINT) AS seen,
  CAST(SUM(CASE WHEN s.counted = 1 AND s.moment < s.hired THEN 1 ELSE 0 END) AS BIGINT) AS early,
  CAST(SUM(CASE WHEN s.counted = 1 AND s.moment >= s.quits THEN 1 ELSE 0 END) AS BIGINT) AS gone,
  CAST(SUM(
    CASE
      WHEN s.counted = 1 AND s.moment >= s.hired AND s.moment < s.quits AND s.moment > 0
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS late,
  CAST(SUM(CASE WHEN s.inside = 1 AND s.away = 1 THEN 1 ELSE 0 END) AS BIGINT) AS away_rows,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= -14 AND s.day < 0 AND NOT s.x0 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS n0_0,
  CAST(COALESCE(SUM(CASE WHEN s.inside = 1 AND s.day >= -14 AND s.day < 0 THEN s.x0 END), 0) AS DOUBLE) AS t0_0,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= -14 AND s.day < 0 AND s.away = 1 AND NOT s.x0 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS a0_0,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= -14 AND s.day < 0 AND NOT s.x1 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS n0_1,
  CAST(COALESCE(SUM(CASE WHEN s.inside = 1 AND s.day >= -14 AND s.day < 0 THEN s.x1 END), 0) AS DOUBLE) AS t0_1,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= -14 AND s.day < 0 AND s.away = 1 AND NOT s.x1 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS a0_1,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 0 AND s.day < 14 AND NOT s.x0 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS n1_0,
  CAST(COALESCE(SUM(CASE WHEN s.inside = 1 AND s.day >= 0 AND s.day < 14 THEN s.x0 END), 0) AS DOUBLE) AS t1_0,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 0 AND s.day < 14 AND s.away = 1 AND NOT s.x0 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS a1_0,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 0 AND s.day < 14 AND NOT s.x1 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS n1_1,
  CAST(COALESCE(SUM(CASE WHEN s.inside = 1 AND s.day >= 0 AND s.day < 14 THEN s.x1 END), 0) AS DOUBLE) AS t1_1,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 0 AND s.day < 14 AND s.away = 1 AND NOT s.x1 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS a1_1,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 21 AND s.day < 42 AND NOT s.x0 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS n2_0,
  CAST(COALESCE(SUM(CASE WHEN s.inside = 1 AND s.day >= 21 AND s.day < 42 THEN s.x0 END), 0) AS DOUBLE) AS t2_0,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 21 AND s.day < 42 AND s.away = 1 AND NOT s.x0 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS a2_0,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 21 AND s.day < 42 AND NOT s.x1 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS n2_1,
  CAST(COALESCE(SUM(CASE WHEN s.inside = 1 AND s.day >= 21 AND s.day < 42 THEN s.x1 END), 0) AS DOUBLE) AS t2_1,
  CAST(SUM(
    CASE
      WHEN s.inside = 1 AND s.day >= 21 AND s.day < 42 AND s.away = 1 AND NOT s.x1 IS NULL
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS a2_1
FROM seen AS s
GROUP BY
  s.place;

-- Sums of each person with weights, for the errors.
WITH seen AS (
  SELECT
    COALESCE(p.person, -1) AS place,
    p.branch,
    p.cell,
    r.moment,
    r.moment - p.started AS day,
    p.counted,
    p.hired,
    p.quits,
    CASE WHEN r.moment >= p.low AND r.moment < p.high THEN 1 ELSE 0 END AS inside,
    0 AS away,
    r.x0
  FROM (
    SELECT
      TRIM(CAST(o.person_id AS TEXT)) AS who,
      CAST(DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), o."date") AS BIGINT) AS moment,
      CAST(o."revenue" AS DOUBLE) AS x0,
      CAST(o."calls" AS DOUBLE) AS x1
    FROM "sales"."crm"."days" AS o
  ) AS r
  LEFT JOIN mentorlift_people AS p
    ON p.who = r.who
)
SELECT
  s.place,
  CAST(COALESCE(SUM(c.w0 * s.x0 - CASE WHEN s.away = 1 THEN c.b0 ELSE 0 END), 0) AS DOUBLE) AS p0
FROM seen AS s
JOIN mentorlift_pulls AS c
  ON c.cell = s.cell AND c.day = s.day
WHERE
  s.inside = 1 AND NOT s.x0 IS NULL
GROUP BY
  s.place;
