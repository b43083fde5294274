-- What it is: the interval macros give bounds that were published, or computed with statsmodels, to three decimals.
-- When it matters: a slip in a formula moves every interval a little and no other test sees it.
-- How to resolve: compare macros/intervals.sql with statsmodels.stats.proportion.proportion_confint (methods wilson
-- at alpha 0.05 and agresti_coull at alpha 0.10). Where the frame is known (third number) z squared was shrunk by hand,
-- by (8000 - 2500) / (8000 - 1) and by 0 for a census.
with

cases as (
    select reference.*
    from (
        values
        (122, 125, cast(null as bigint), 0.932, 0.992, 0.940, 0.992),
        (488, 500, null, 0.959, 0.986, 0.962, 0.985),
        (976, 1000, null, 0.965, 0.984, 0.967, 0.983),
        (2440, 2500, null, 0.969, 0.981, 0.970, 0.981),
        (2440, 2500, 8000, 0.971, 0.980, 0.970, 0.981),
        (3, 4, 4, 0.750, 0.750, 0.346, 0.952)
    ) as reference (x, n, frame_n, wilson_low, wilson_high, ac90_low, ac90_high)
),

shares as (
    select
        *,
        cast(n as double) as base,
        {{ ratio('x', 'n') }} as p,
        {{ corrected_z_squared(var('z_95'), 'n', 'frame_n') }} as z_squared
    from cases
),

bounds as (
    select
        x,
        n,
        frame_n,
        wilson_low,
        wilson_high,
        ac90_low,
        ac90_high,
        {{ wilson_bound('-', 'p', 'base', 'z_squared') }} as actual_wilson_low,
        {{ wilson_bound('+', 'p', 'base', 'z_squared') }} as actual_wilson_high,
        {{ agresti_coull_bound('-', 'p', 'base', var('z_90')) }} as actual_ac90_low,
        {{ agresti_coull_bound('+', 'p', 'base', var('z_90')) }} as actual_ac90_high
    from shares
)

select *
from bounds
where
    abs(actual_wilson_low - wilson_low) > 0.0005
    or abs(actual_wilson_high - wilson_high) > 0.0005
    or abs(actual_ac90_low - ac90_low) > 0.0005
    or abs(actual_ac90_high - ac90_high) > 0.0005
    or actual_wilson_low is null
    or actual_ac90_low is null
