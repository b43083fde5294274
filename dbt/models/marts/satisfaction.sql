with

counts as (
    select * from {{ ref('fct_satisfaction_count') }}
),

surveys as (
    select * from {{ ref('dim_survey') }}
),

items as (
    select * from {{ ref('dim_survey_item') }}
),

-- Doubles for the intervals; an empty base is null here, so that every figure made of it is null too.
figures as (
    select
        counts.survey_id,
        counts.item_no,
        counts.box_rule,
        counts.breakdown,
        counts.breakdown_value,
        surveys.population,
        surveys.class_year,
        items.item,
        cast(items.scale_points as string) || '-point' as scale,
        counts.min_score,
        surveys.frame_kind,
        counts.satisfied_n,
        counts.base_n,
        counts.responses_n - counts.base_n as excluded_n,
        counts.responses_n,
        counts.frame_n,
        {{ ratio('counts.responses_n', 'counts.frame_n') }} as response_rate,
        {{ ratio('counts.satisfied_n', 'counts.base_n') }} as rate,
        cast(nullif(counts.base_n, 0) as double) as n,
        {{ corrected_z_squared(var('z_95'), 'counts.base_n', 'counts.frame_n') }} as z_squared,
        counts.mean_score,
        coalesce(
            counts.item_no = surveys.headline_item
            and counts.box_rule = surveys.headline_box_rule
            and counts.breakdown = 'overall', false
        ) as is_headline
    from counts
    inner join surveys
        on counts.survey_id = surveys.survey_id
    inner join items
        on
            counts.survey_id = items.survey_id
            and counts.item_no = items.item_no
),

bounds as (
    select
        *,
        {{ wilson_bound('-', 'rate', 'n', 'z_squared') }} as wilson_low,
        {{ wilson_bound('+', 'rate', 'n', 'z_squared') }} as wilson_high,
        {{ agresti_coull_bound('-', 'rate', 'n', var('z_90')) }} as ac90_low,
        {{ agresti_coull_bound('+', 'rate', 'n', var('z_90')) }} as ac90_high
    from figures
),

final as (
    select
        cast(survey_id as string) as survey_id,
        cast(item_no as string) as item_no,
        cast(box_rule as string) as box_rule,
        cast(breakdown as string) as breakdown,
        cast(breakdown_value as string) as breakdown_value,
        cast(population as string) as population,
        cast(class_year as bigint) as class_year,
        cast(item as string) as item,
        cast(scale as string) as scale,
        cast(min_score as double) as min_score,
        cast(frame_kind as string) as frame_kind,
        cast(satisfied_n as bigint) as satisfied_n,
        cast(base_n as bigint) as base_n,
        cast(excluded_n as bigint) as excluded_n,
        cast(responses_n as bigint) as responses_n,
        cast(frame_n as bigint) as frame_n,
        cast(response_rate as double) as response_rate,
        cast(rate as double) as rate,
        cast({{ clamped_share('wilson_low') }} as double) as wilson_low,
        cast({{ clamped_share('wilson_high') }} as double) as wilson_high,
        cast({{ clamped_share('ac90_low') }} as double) as ac90_low,
        cast({{ clamped_share('ac90_high') }} as double) as ac90_high,
        cast(mean_score as double) as mean_score,
        cast(null as double) as weighted_rate,
        cast(null as double) as n_eff,
        cast(
            case
                when frame_kind = 'none' then 'non_probability'
                when base_n < {{ var('survey_unreliable_below') }} then 'unreliable'
                when base_n < {{ var('survey_low_below') }} then 'low'
                else 'ok'
            end as string
        ) as reliability,
        cast(is_headline as boolean) as is_headline
    from bounds
)

select * from final
